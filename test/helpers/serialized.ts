/**
 * Names with their values in serialization formats and databases, with length and type bytes between texts, or with nothing
 * between them. Each function writes the same bytes as the real tool does for a map, a table or constants of a program.
 */
type Pairs = readonly (readonly [name: string, value: string])[];

type Format = (pairs: Pairs) => Buffer;

type Part = string | number | Buffer | readonly Part[];

/** Concatenates numbers as bytes and texts as ASCII. */
function bytes(...parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (Buffer.isBuffer(part)) return part;
      if (typeof part === 'number') return Buffer.of(part);
      return typeof part === 'string' ? Buffer.from(part, 'latin1') : bytes(...part);
    }),
  );
}

const uint16be = (value: number) => [value >> 8, value & 0xff];
const uint32be = (value: number) => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
const uint32le = (value: number) => uint32be(value).toReversed();

/** Returns a varint: seven bits a byte, lowest bits first. */
const leb128 = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb128(value >> 7)];

/** Returns a varint as in SQLite: seven bits a byte, highest bits first. */
const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value >> 7) | 0x80, value & 0x7f]);

const map = (pairs: Pairs, one: (text: string) => Part): Part[] =>
  pairs.flatMap(([name, value]) => [one(name), one(value)]);

/** https://www.sqlite.org/fileformat2.html: a table's leaf page with one row for each list of columns. */
function sqlite(rows: readonly (readonly string[])[]): Buffer {
  const page = Buffer.alloc(4096);
  let at = page.length;
  const starts: number[] = [];
  for (const [id, columns] of rows.entries()) {
    // an INTEGER PRIMARY KEY is stored as NULL
    const types = [0, ...columns.flatMap((column) => varint(13 + 2 * column.length))];
    const record = bytes(types.length + 1, types, ...columns);
    const cell = bytes(varint(record.length), id + 1, record);
    at -= cell.length;
    cell.copy(page, at);
    starts.push(at);
  }
  bytes(0x0d, 0, 0, uint16be(rows.length), uint16be(at), 0, starts.map(uint16be)).copy(page);
  return bytes('SQLite format 3\0', uint16be(4096), 1, 1, 0, 64, 32, 32, Buffer.alloc(4072), page);
}

/** https://github.com/python/cpython/blob/main/Lib/pickletools.py */
function pickle(protocol: 0 | 1 | 2 | 3 | 4): Format {
  return (pairs) => {
    let memo = 1;
    const put = () => (protocol === 4 ? '\x94' : protocol > 0 ? ['q', memo++] : `p${memo++}\n`);
    const text = (value: string): Part => {
      if (protocol === 0) return [`V${value}\n`, put()];
      return [protocol === 4 ? ['\x8c', value.length] : ['X', uint32le(value.length)], value, put()];
    };
    if (protocol === 0)
      return bytes(
        '(dp0\n',
        pairs.map(([name, value]) => [text(name), text(value), 's']),
        '.',
      );
    const begin = protocol === 1 ? '' : [0x80, protocol];
    return bytes(begin, '}', protocol === 4 ? '\x94' : ['q', 0], '(', map(pairs, text), 'u.');
  };
}

/** https://github.com/python/cpython/blob/main/Python/marshal.c: assignments of constants, in a module's code. */
function pyc(type: { text: number; name: number }): Format {
  return (pairs) => {
    const constants = pairs.map(([, value]) => [type.text, value.length, value]);
    const names = pairs.map(([name]) => [type.name, name.length, name]);
    const code = pairs.map((_, nth) => [100, nth, 90, nth]);
    return bytes(
      [0xa7, 0x0d, 0x0d, 0x0a, Buffer.alloc(12), 0xe3, Buffer.alloc(20), 'F', uint32le(0), 's'],
      [uint32le(pairs.length * 4 + 4), 0x97, 0, code, 'd', pairs.length, 'S', 0],
      [')', pairs.length + 1, constants, 'N', ')', pairs.length, names, ')', 0],
      [
        0xfa,
        8,
        'setup.py',
        0xda,
        8,
        '<module>',
        'r',
        uint32le(2),
        1,
        0,
        0,
        0,
        's',
        uint32le(2),
        0xf0,
        0,
        'r',
      ],
    );
  };
}

/** https://docs.oracle.com/en/java/javase/21/docs/specs/serialization/protocol.html: a HashMap. */
const java: Format = (pairs) =>
  bytes(
    [0xac, 0xed, 0, 5, 's', 'r', uint16be(17), 'java.util.HashMap', Buffer.from('0507dac1c31660d1', 'hex')],
    [3, uint16be(2), 'F', uint16be(10), 'loadFactor', 'I', uint16be(9), 'threshold', 'xp?@', 0, 0],
    [uint32be(12), 'w', 8, uint32be(16), uint32be(pairs.length)],
    map(pairs, (text) => ['t', uint16be(text.length), text]),
    'x',
  );

/** https://avro.apache.org/docs/1.12.0/specification/: a map in a block of a container file, not compressed. */
const avro: Format = (pairs) => {
  const entries = bytes(
    leb128(pairs.length * 2),
    map(pairs, (text) => [leb128(text.length * 2), text]),
    0,
  );
  const mark = Buffer.from('8c1f9a0be5d2773a4410c6fe03b95d21', 'hex');
  return bytes(
    'Obj\x01\x02\x16avro.schema\x28{"type":"map","values":"string"}',
    0,
    mark,
    2,
    leb128(entries.length * 2),
    entries,
    mark,
  );
};

/** Returns the values as records of a table: without names, the columns directly after each other. */
const avroRows: Format = (pairs) =>
  bytes(
    'Obj\x01',
    0,
    2,
    200,
    pairs.map(([, value]) => [leb128(value.length * 2), value]),
    '\x10prod-key',
    0,
  );

/** https://opensource.apple.com/source/CF/CF-1153.18/CFBinaryPList.c: a dictionary. */
const plist: Format = (pairs) => {
  const text = (value: string) =>
    value.length < 15 ? bytes(0x50 + value.length, value) : bytes(0x5f, 0x10, value.length, value);
  const texts = [...pairs.map(([name]) => text(name)), ...pairs.map(([, value]) => text(value))];
  const objects = [
    bytes(
      0xd0 + pairs.length,
      texts.map((_, nth) => nth + 1),
    ),
    ...texts,
  ];
  let offset = 8;
  const offsets = objects.map((object) => {
    offset += object.length;
    return uint16be(offset - object.length);
  });
  const trailer = [
    Buffer.alloc(6),
    2,
    1,
    [0, objects.length, 0, offset].flatMap((value) => [0, 0, 0, 0, ...uint32be(value)]),
  ];
  return bytes('bplist00', objects, offsets, trailer);
};

/** https://protobuf.dev/programming-guides/encoding/: a map of strings. */
const protobuf: Format = (pairs) =>
  bytes(
    [0x08, 0x01],
    pairs.map(([name, value]) => {
      const entry = bytes(0x0a, name.length, name, 0x12, leb128(value.length), value);
      return [0x1a, leb128(entry.length), entry];
    }),
  );

/** Returns the values as fields of a message, with field numbers so high that the tags are letters. */
const protobufFields: Format = (pairs) =>
  bytes(
    [0x08, 0x01],
    pairs.map(([name, value]) => [0x62, name.length, name, 0x6a, leb128(value.length), value]),
    [0x72, 0x02, 'ok'],
  );

/** RFC 8949: a map, after a number. */
const cbor: Format = (pairs) => {
  const text = (value: string) =>
    value.length < 24 ? [0x60 + value.length, value] : [0x78, value.length, value];
  return bytes(0xa2, text('version'), 1, text('settings'), 0xa0 + pairs.length, map(pairs, text), 0xf6);
};

/** https://github.com/msgpack/msgpack/blob/master/spec.md */
const messagePack: Format = (pairs) => {
  const text = (value: string) =>
    value.length < 32 ? [0xa0 + value.length, value] : [0xd9, value.length, value];
  return bytes(0x82, text('version'), 1, text('settings'), 0x80 + pairs.length, map(pairs, text));
};

/** https://bsonspec.org/spec.html */
const bson: Format = (pairs) => {
  const body = bytes(
    pairs.map(([name, value]) => [2, name, 0, uint32le(value.length + 1), value, 0]),
    0,
  );
  return bytes(uint32le(body.length + 4), body);
};

/** https://www.postgresql.org/docs/current/storage-page-layout.html: tuples of a heap, with short texts. */
function postgresql(rows: readonly (readonly string[])[]): Buffer {
  const page = Buffer.alloc(8192);
  let at = page.length;
  for (const [id, columns] of rows.entries()) {
    const texts = columns.map((column) => [(column.length + 1) * 2 + 1, column]);
    const tuple = bytes(uint32le(700), Buffer.alloc(14), 4, 0, 2, 8, 0x18, 0, uint32le(id + 1), texts);
    at -= Math.ceil(tuple.length / 8) * 8;
    tuple.copy(page, at);
  }
  return page;
}

/** A node of LMDB, or of another B-tree: the key and its value directly after each other. */
const tree: Format = (pairs) =>
  bytes(
    Buffer.alloc(16),
    pairs.map(([name, value]) => [
      uint16be(value.length).toReversed(),
      0,
      0,
      0,
      0,
      name.length,
      0,
      name,
      value,
    ]),
    Buffer.alloc(32),
  );

const NOTES: readonly (readonly [string, string])[] = [
  ['region', 'us-east-1'],
  ['output', 'json'],
];

/** Returns a map that contains other values too. */
export const MAPS: Readonly<Record<string, Format>> = {
  'SQLite, a row for each setting': (pairs) => sqlite([...pairs, ...NOTES]),
  'pickle 0': (pairs) => pickle(0)([...pairs, ...NOTES]),
  'pickle 1': (pairs) => pickle(1)([...pairs, ...NOTES]),
  'pickle 2': (pairs) => pickle(2)([...pairs, ...NOTES]),
  'pickle 3': (pairs) => pickle(3)([...NOTES, ...pairs]),
  'pickle 4': (pairs) => pickle(4)([...pairs, ...NOTES]),
  'Python bytecode': pyc({ text: 0x7a, name: 0xda }),
  'Python bytecode, of values that are used again': pyc({ text: 0xfa, name: 0x5a }),
  'Java serialization': (pairs) => java([...pairs, ...NOTES]),
  'Avro, a map': (pairs) => avro([...pairs, ...NOTES]),
  'a binary property list': (pairs) => plist([...pairs, ...NOTES]),
  'protobuf, a map': (pairs) => protobuf([...pairs, ...NOTES]),
  'protobuf, fields': (pairs) => protobufFields([...NOTES, ...pairs]),
  CBOR: (pairs) => cbor([...pairs, ...NOTES]),
  MessagePack: (pairs) => messagePack([...pairs, ...NOTES]),
  BSON: (pairs) => bson([...pairs, ...NOTES]),
  'PostgreSQL, a row for each setting': (pairs) => postgresql([...pairs, ...NOTES]),
  'a B-tree of keys and values': (pairs) => tree([...pairs, ...NOTES]),
};

/** Rows of a table: an access key ID and the values after it, without column names. */
export const TABLES: Readonly<Record<string, (values: readonly string[]) => Buffer>> = {
  'SQLite, a column for each setting': (values) =>
    sqlite([
      ['root', '', ''],
      ['prod', ...values, 'useast1', 'x'],
    ]),
  'Avro, records': (values) => avroRows(values.map((value) => ['', value] as const)),
  'PostgreSQL, a column for each setting': (values) =>
    postgresql([
      ['prod', ...values, 'us-east-1'],
      ['dev', '', ''],
    ]),
};

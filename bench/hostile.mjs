// Texts that make a careless decoder, expression or lookup read the same characters repeatedly. The unit tests and
// `npm run linear` scan them all.

/** Units to repeat, alone and with a value and an escape around them. */
const UNITS = [
  ...['\\', '\\u005c', '\\\\u005c', '\\x5c', '\\\\x5c', '\\134', '%5c', '%255c', '&#92;', '&bsol;'],
  ...['%', '%25', '%2525', '%C2', '&', '&amp;', '&amp;amp;', '&#38;', '=3D', '=3D3D', '=\r\n', '='],
  ...['\\n', '\\\\n', '\n', ' ', '\\"', '"', '"+"', 'a"+"', '" + "', '"ab", "cd",', '"a".concat('],
  ...['\x1b[0m', '\x1b[', '\\e[', '\u200b', '\u00ad', '{"a":', '</w:t></w:r>', 'a"\\\n'],
  ...['ab" /* x */ + "', 's = "ab";\ns += "', 'ab" //', '# "ab"', ': |\n  abcd\n', 'abcd\n  ', 'a+=bcde\n'],
  ...[
    'abcd</span><span>',
    'a</t></r><r><t>',
    '-----BEGIN ',
    'x -----BEGIN RSA PRIVATE KEY-----\n',
    '\u{e0041}',
    '❤️',
  ],
  ...['A', 'QUtJQQ==', `${'QUtJ'.repeat(10)}\n`, 'H4sIAAAAAAAAA', 'keyward:allow ', 'secret = ', 'あ'],
];

/** Repeats a unit up to a length in characters. */
function repeat(unit, length) {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** Concatenates the results of a function up to a length in characters. */
function gather(make, length) {
  const parts = [];
  for (let size = 0; size < length;) {
    const part = make();
    parts.push(part);
    size += part.length;
  }
  return parts.join('');
}

/** Escapes each character. */
function escaped(text) {
  return [...text].map((character) => `\\u00${character.charCodeAt(0).toString(16)}`).join('');
}

/** Generators of files that are full of findings. */
const FINDINGS = {
  'key IDs on one line': (length, s) => gather(() => `${s.accessKeyId()} `, length),
  'key IDs, one a line': (length, s) => gather(() => `${s.accessKeyId()}\n`, length),
  'secrets on one line': (length, s) =>
    `aws_secret_access_key ${gather(() => `${s.secretAccessKey()} `, length)}`,
  'key IDs and secrets': (length, s) => gather(() => `${s.accessKeyId()} ${s.secretAccessKey()}\n`, length),
  'key IDs and secrets directly after each other in binary content': (length, s) =>
    `\0${gather(() => `aws_secret_access_key${s.secretAccessKey()}x${s.accessKeyId()}`, length)}`,
  'key IDs and secrets with types and lengths in binary content': (length, s) =>
    gather(() => `\x14${s.accessKeyId()}P${s.secretAccessKey()}N\0`, length),
  'escaped key IDs on one line': (length, s) => gather(() => `${escaped(s.accessKeyId())} `, length),
  'key IDs in base64': (length, s) =>
    gather(() => `${Buffer.from(`the key is ${s.accessKeyId()}`).toString('base64')}\n`, length),
  'key IDs in two literals': (length, s) =>
    gather(() => `"${s.accessKeyId().replace(/^.{9}/, '$&"+"')}", `, length),
  'key IDs in UTF-16 on one line': (length, s) =>
    Buffer.from(`\uFEFF${gather(() => `${s.accessKeyId()} `, length / 2)}`, 'utf16le'),
  'key IDs in UTF-16, one a line': (length, s) =>
    Buffer.from(`\uFEFF${gather(() => `${s.accessKeyId()}\n`, length / 2)}`, 'utf16le'),
  'key IDs and allow comments for another one': (length, s, fingerprint) =>
    gather(() => `${s.accessKeyId()} keyward:allow ${fingerprint('')} -- x `, length),
  'key IDs after one allow comment': (length, s, fingerprint) =>
    `keyward:allow ${fingerprint('')} -- x ${gather(() => `${s.accessKeyId()} `, length)}`,
  'key IDs that are allowed on one line': (length, s, fingerprint) =>
    gather(() => {
      const value = s.accessKeyId();
      return `${value} keyward:allow ${fingerprint(value)} -- ${repeat('x', 200)} `;
    }, length),
};

/** Generators by name: texts of one unit, the same around a value, and files that are full of findings. */
export const hostileTexts = {
  ...Object.fromEntries(
    UNITS.map((unit) => [
      `${JSON.stringify(unit)} repeated`,
      (length, s) => `id ${s.accessKeyId()} "${repeat(unit, length)} \\u0041"`,
    ]),
  ),
  ...FINDINGS,
};

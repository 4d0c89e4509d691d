import type { Example } from '../../src/rules/rule.ts';
import { rules } from '../../src/rules/index.ts';
import type { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { COLUMNS } from '../vectors/columns.ts';
import { COMMAND_IDIOMS } from '../vectors/command-idioms.ts';
import { CODE_IDIOMS } from '../vectors/idioms.ts';
import { INDIRECT } from '../vectors/indirect.ts';
import { BLOCKED, textOf } from '../vectors/shapes.ts';
import { coded } from './coded.ts';
import { MAPS } from './serialized.ts';
import { type Encoding, ENCODINGS, JOINTS, MISALIGNED, MIXED } from './encodings.ts';

const hex = (character: string, digits: number) => character.charCodeAt(0).toString(16).padStart(digits, '0');

/** Encodings for one character at any position of a text. */
const ESCAPES: readonly ((character: string) => string)[] = [
  (character) => `\\u${hex(character, 4)}`,
  (character) => `\\u{${hex(character, 2)}}`,
  (character) => `\\x${hex(character, 2)}`,
  (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  (character) => `%${hex(character, 2).toUpperCase()}`,
  (character) => `%25${hex(character, 2)}`,
  (character) => `&#${character.charCodeAt(0)};`,
  (character) => `&amp;#x${hex(character, 2)};`,
  (character) => `${character}\u200B`,
  (character) => `${character}\\u200b`,
  (character) => `${character}&#8203;`,
  (character) => `${character}\u001B[1m`,
  (character) => `${character}\\x1b[0m`,
  (character) => `${character}\\\n  `,
  (character) => `${character}" +\n    "`,
  (character) => `${character}" . "`,
  (character) => `${character}", "`,
  (character) => `${character}" + // x\n    "`,
  (character) => `${character}" /* x */ + "`,
  (character) => `${character}\\" +\\n",\n  "  \\"`,
  (character) => `${character}</a:t></a:r><a:r><a:t>`,
  (character) => `${character}\n  `,
  (character) => `${character}\u{E0041}`,
  (character) => `${character}\u3164`,
  (character) => `${character}=\n`,
  (character) => `\\${character}`,
];

/** Returns a text in which the full scan may find something: an example of a rule or vector, with one or two codes. */
export function positive(s: FakeCredentials): { text: string | Buffer; path: string; name: string } {
  if (s.next() < 0.1) return serialized(s);
  if (s.next() < 0.03) return longTable(s);
  const example = s.pick([exampleOf, exampleOf, vectorOf, vectorOf, idiomOf, keywordExampleOf])(s);
  const path = example.path ?? s.pick(['config/settings.py', 'src/a.ts', 'notes.txt']);
  if (s.next() < 0.5) {
    const { text, code } = coded(example, s);
    return { text, path, name: `${example.name}, ${code}` };
  }
  let { text } = example as { text: string | Buffer };
  let { name } = example;
  if (s.next() < 0.5) {
    const at = s.next() < 0.7 ? text.indexOf(example.value) + s.integer(24) - 4 : s.integer(text.length);
    const escape = ESCAPES[s.integer(ESCAPES.length)] ?? String;
    const character = String(text).charAt(at);
    if (/[\x20-\x7e]/.test(character)) text = text.slice(0, at) + escape(character) + text.slice(at + 1);
    name += `, ${JSON.stringify(escape('A'))} at ${at}`;
  }
  for (let codes = s.integer(3); codes > 0 && typeof text === 'string'; codes -= 1) {
    const list = s.next() < 0.2 ? TWO : ANY;
    const encoding = list[s.integer(list.length)] as Encoding;
    text = encoding.encode(text, example.value);
    name += `, ${encoding.name}`;
  }
  return { text, path, name };
}

/** Returns a value in binary content, possibly between lines of text. */
function serialized(s: FakeCredentials): { text: Buffer; path: string; name: string } {
  const formats = Object.entries(MAPS);
  const [format, write] = formats[s.integer(formats.length)] ?? ['', () => Buffer.alloc(0)];
  const bytes = write([
    s.pick([
      ['prod', s.accessKeyId()],
      ['aws_secret_access_key', s.secretAccessKey()],
      ['secretAccessKey', s.secretAccessKey()],
    ]),
  ]);
  const lines = Buffer.from(s.pick(['', 'a line of text\n'.repeat(100)]));
  return {
    text: Buffer.concat([lines, bytes, lines]),
    path: s.pick(['data.bin', 'notes.txt']),
    name: format,
  };
}

/** Returns a table of more lines than the evidence distance, with a secret in any row. */
function longTable(s: FakeCredentials): { text: string; path: string; name: string } {
  const { path, header, row } = s.pick(TABLES);
  const rows = tableRows(s, s.pick([30, 100, 600]), row);
  rows[s.integer(rows.length)] = row('bob', s.secretAccessKey());
  const title = s.pick(['', '', 'a title\n']);
  return { text: `${title}${header}\n${rows.join('\n')}\n`, path, name: `a table of ${rows.length} rows` };
}

interface TableForm {
  readonly path: string;
  readonly header: string;
  row(name: string, secret: string): string;
}

/** Tables whose first line names the columns of all rows. */
export const TABLES: readonly [TableForm, ...TableForm[]] = [
  {
    path: 'users.csv',
    header: 'User name,Secret access key,Note',
    row: (name, secret) => `${name},${secret},a note`,
  },
  {
    path: 'data/users.tsv',
    header: '"user"\t"aws_secret_key"',
    row: (name, secret) => `"${name}"\t"${secret}"`,
  },
  {
    path: 'db/seeds.sql',
    header: 'INSERT INTO accounts (name, aws_secret_access_key) VALUES',
    row: (name, secret) => `('${name}', '${secret}'),`,
  },
];

/** Returns different rows of a table, without secrets. */
export function tableRows(s: FakeCredentials, count: number, row: TableForm['row']): string[] {
  return Array.from({ length: count }, () => row(`user ${s.integer(1000)}`, 'no value in this row'));
}

const ANY: readonly Encoding[] = [...ENCODINGS, ...JOINTS].filter(({ name }) => name !== 'long lines');

const TWO: readonly Encoding[] = [...MIXED, ...MISALIGNED];

function exampleOf(s: FakeCredentials): Example & { name: string } {
  const rule = rules[s.integer(rules.length)];
  const { found } = rule?.examples ?? { found: [] };
  const make = found[s.integer(found.length)];
  if (rule === undefined || make === undefined) throw new Error('no example');
  return { ...make(s), name: rule.id };
}

/** Texts whose only evidence is a keyword with punctuation, or one without ASCII letters around it. */
function keywordExampleOf(s: FakeCredentials): Example & { name: string } {
  const label = s.pick([
    'シークレットアクセスキー',
    'シークレットキー',
    '秘密访问密钥',
    '私有访问密钥',
    '秘密存取金鑰',
    '私密存取金鑰',
    '비밀 액세스 키',
    '보안 액세스 키',
  ]);
  const token = s.string('ABCDEFabcdef0123456789', 120);
  const named = s.secretAccessKey();
  return s.pick([
    { name: label, value: named, text: `${label}: ${named}\n` },
    { name: label, value: named, text: `memo "${label}": "${named}"\n` },
    {
      name: 'a scope',
      value: token,
      text: `{"scope": "sso:account:access",\n "accessToken": "${token}"}\n`,
    },
    {
      name: 'a sign-in ARN',
      value: token,
      text: `{"clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "${token}"}\n`,
    },
    {
      name: 'a constructor',
      value: named,
      text: `client = new AmazonS3Client(id, "${named}", region);\n`,
    },
  ]);
}

const IDIOMS = Object.values({ ...CODE_IDIOMS, ...COMMAND_IDIOMS }).flat();

/** Returns a text whose only credential is a secret access key, with its position as evidence. */
function idiomOf(s: FakeCredentials): Example & { name: string } {
  const idiom = IDIOMS[s.integer(IDIOMS.length)] ?? '';
  const value = s.secretAccessKey();
  return { name: idiom.trim(), value, text: idiom.replace('%v', () => value) };
}

function vectorOf(s: FakeCredentials): Example & { name: string } {
  const all = [...BLOCKED, ...COLUMNS, ...INDIRECT];
  const vector = all[s.integer(all.length)];
  if (vector === undefined) throw new Error('no vector');
  const text = textOf(vector, s);
  return {
    name: vector.name,
    text,
    value: /[A-Za-z0-9/+]{20,}/.exec(text)?.[0] ?? text.slice(0, 20),
    ...(vector.path === undefined ? {} : { path: vector.path }),
  };
}

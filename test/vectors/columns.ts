import type { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import type { Vector } from './shapes.ts';

/** Column names that identify an AWS secret. */
const NAMES: readonly [string, ...string[]] = [
  'aws_secret_access_key',
  'AwsSecretKey',
  's3_secret_key',
  'secret_access_key',
  'AWS_SECRET',
];

/** Other columns, with a value in SQL syntax. */
const OTHERS: readonly (readonly [name: string, value: string])[] = [
  ['id', '7'],
  ['bucket', "'my-bucket'"],
  ['note', "'it''s (a, b), really'"],
  ['comment', String.raw`'a \'quoted\' word'`],
  ['parent', 'NULL'],
  ['made', 'now()'],
  ['place', "point(1.5, -2, 'x')"],
  ['flag', 'TRUE'],
];

interface Row {
  /** The column names, in order. */
  readonly names: readonly string[];
  /** Returns a value for each column in SQL syntax, with another value in place of the secret. */
  rowWith(secret: string): string[];
}

/** Returns some columns, with the secret at any position. */
function columnsOf(s: FakeCredentials): Row {
  const others = Array.from({ length: 1 + s.integer(4) }, () => s.integer(OTHERS.length));
  const some = [...new Set(others)].map((nth) => OTHERS[nth] ?? ['id', '7']);
  const at = s.integer(some.length + 1);
  const name = s.pick(NAMES);
  return {
    names: [...some.slice(0, at).map(([each]) => each), name, ...some.slice(at).map(([each]) => each)],
    rowWith: (secret) => [
      ...some.slice(0, at).map(([, value]) => value),
      secret,
      ...some.slice(at).map(([, value]) => value),
    ],
  };
}

const quoteName = (s: FakeCredentials) => {
  const [open, close] = s.pick([
    ['', ''],
    ['`', '`'],
    ['"', '"'],
    ['[', ']'],
  ]) as [string, string];
  return (name: string) => `${open}${name}${close}`;
};

function insert(s: FakeCredentials, secret: string, rows: number): string {
  const { names, rowWith } = columnsOf(s);
  // a header applies to twenty lines
  const comma = s.pick([',', ', ', rows === 1 ? ',\n    ' : ', ']);
  const quoted = names.map(quoteName(s)).join(comma);
  const at = s.integer(rows);
  const literal = (value: string) => `${s.pick(['', '', 'N', 'E'])}'${value}'`;
  const lines = Array.from(
    { length: rows },
    (_, nth) => `(${rowWith(literal(nth === at ? secret : 'none')).join(comma)})`,
  );
  const verb = s.pick(['INSERT INTO', 'insert into', 'INSERT IGNORE INTO', 'REPLACE INTO']);
  return `${verb} ${s.pick(['accounts', 'public.accounts', '`accounts`'])} (${quoted})${s.pick([' ', '\n'])}VALUES${s.pick([' ', '\n', ''])}${lines.join(s.pick([',', ',\n', ', ']))};\n`;
}

/** Statements with placeholders, and their parameters in various languages. */
type Call = (columns: string, secret: string) => string;

const CALLS: readonly [Call, ...Call[]] = [
  (columns, v) => `DB::insert('insert into accounts (${columns}) values (?, ?, ?)', [7, 'eu', '${v}']);`,
  (columns, v) =>
    `$db->execute("INSERT INTO accounts (${columns}) VALUES (?, ?, ?)", array(7, 'eu', '${v}'));`,
  (columns, v) =>
    `$q = $pdo->prepare('INSERT INTO accounts (${columns}) VALUES (?, ?, ?)');\n$q->execute([7, 'eu', '${v}']);`,
  (columns, v) =>
    `$q = $pdo->prepare('INSERT INTO accounts (${columns}) VALUES (:a, :b, :c)');\n$q->execute([':a' => 7, ':b' => 'eu', ':c' => '${v}']);`,
  (columns, v) =>
    `$q = $pdo->prepare('INSERT INTO accounts (${columns}) VALUES (:a, :b, :c)');\n$q->bindValue(':a', 7);\n$q->bindValue(':c', '${v}');`,
  (columns, v) => `cur.execute("INSERT INTO accounts (${columns}) VALUES (%s, %s, %s)", (7, "eu", "${v}"))`,
  (columns, v) =>
    `cur.executemany("""INSERT INTO accounts (${columns})\n  VALUES (?, ?, ?)""", [(1, "x", "none"), (7, "eu", "${v}")])`,
  (columns, v) =>
    `var c = new SqlCommand("INSERT INTO accounts (${columns}) VALUES (@a, @b, @c)");\nc.Parameters.AddWithValue("@a", 7);\nc.Parameters.AddWithValue("@c", "${v}");`,
  (columns, v) => `$dbh->do('INSERT INTO accounts (${columns}) VALUES (?, ?, ?)', undef, 7, 'eu', '${v}');`,
  (columns, v) =>
    `cur.execute("INSERT INTO accounts (${columns}) "\n            "VALUES (%(a)s, %(b)s, %(c)s)", {"a": 7, "b": "eu", "c": "${v}"})`,
  (columns, v) => `db.execute("insert into accounts (${columns}) values (?, ?, ?)", 7, "eu", "${v}")`,
  (columns, v) =>
    `jdbc.update("INSERT INTO accounts (" +\n    "${columns}) VALUES (?, ?, ?)", new Object[]{7, "eu", "${v}"});`,
  (columns, v) =>
    `var ps = c.prepareStatement("INSERT INTO accounts (${columns}) VALUES (?, ?, ?)");\nps.setInt(1, 7);\nps.setString(3, "${v}");`,
  (columns, v) =>
    `_, err := db.ExecContext(ctx, "INSERT INTO accounts (${columns}) VALUES ($1, $2, $3)", 7, "eu", "${v}")`,
  (columns, v) =>
    `const q = \`INSERT INTO accounts (${columns}) VALUES ($1, $2, $3)\`\n_, err := db.Exec(q, 7, "eu", "${v}")`,
  (columns, v) =>
    `await client.query('INSERT INTO accounts(${columns}) VALUES($1, $2, $3)', [7, 'eu', '${v}']);`,
  (columns, v) => `db.query('INSERT INTO accounts (${columns}) VALUES ?', [[[7, 'eu', '${v}']]]);`,
  (columns, v) =>
    `sqlx::query("INSERT INTO accounts (${columns}) VALUES ($1, $2, $3)")\n    .bind(7)\n    .bind("eu")\n    .bind("${v}")`,
];

/** Formats of table rows, by the separator of cells. */
function table(s: FakeCredentials, secret: string, rows: number): { text: string; path: string } {
  const { names } = columnsOf(s);
  const secretAt = names.findIndex((name) => NAMES.includes(name));
  const [delimiter, path] = s.pick([
    [',', 'a.csv'],
    [';', 'a.CSV'],
    ['\t', 'a.tsv'],
    ['|', 'a.psv'],
  ]) as [string, string];
  const quote = s.pick(['', '', '"']);
  const blank = delimiter === '\t' ? '' : s.pick(['', ' ']);
  const line = (cells: readonly string[]) =>
    cells.map((cell) => `${quote}${cell}${quote}`).join(delimiter + blank);
  const row = (value: string) => line(names.map((_, nth) => (nth === secretAt ? value : `x${nth}`)));
  const lines = Array.from({ length: rows }, () => row('none'));
  const title = s.pick([names, names.map((name) => (NAMES.includes(name) ? 'Secret access key' : name))]);
  return { text: [line(title), ...lines, row(secret), row('none'), ''].join(s.pick(['\n', '\r\n'])), path };
}

const SECRET = 'aws-secret-access-key';

const blocking = (vectors: Readonly<Record<string, Vector['text']>>): Vector[] =>
  Object.entries(vectors).map(([name, text]) => ({ name, text, rule: SECRET, path: 'data/seed.sql' }));

/** Texts in which only the column name identifies a value. */
export const COLUMNS: readonly Vector[] = [
  ...blocking({
    'a row of SQL': ({ s, secret }) => insert(s, secret, 1),
    'rows of SQL': ({ s, secret }) => insert(s, secret, 2 + s.integer(8)),
    'a row of SQL from a select': ({ secret }) =>
      `INSERT INTO accounts (region, aws_secret)\nSELECT 'eu-west-1', '${secret}' WHERE NOT EXISTS (SELECT 1 FROM accounts);\n`,
    'what SQLite dumps': ({ secret }) =>
      `CREATE TABLE accounts(id INTEGER PRIMARY KEY, region TEXT, aws_secret TEXT, UNIQUE (region));\nINSERT INTO accounts VALUES(1,'eu-west-1','${secret}');\n`,
    'what mysqldump writes': ({ secret }) =>
      `CREATE TABLE \`accounts\` (\n  \`id\` int(11) NOT NULL,\n  \`region\` varchar(40) DEFAULT 'a,b',\n  \`aws_secret\` varchar(60) DEFAULT NULL,\n  PRIMARY KEY (\`id\`)\n) ENGINE=InnoDB;\n\nLOCK TABLES \`accounts\` WRITE;\nINSERT INTO \`accounts\` VALUES (1,'eu','none'),(2,'us','${secret}');\n`,
    'what pg_dump writes': ({ secret }) =>
      `COPY public.accounts (id, region, aws_secret) FROM stdin;\n1\teu\t\\N\n2\tus\t${secret}\n\\.\n`,
    'rows far below the first line of SQL': ({ s, secret }) =>
      `${s.pick(['INSERT INTO', 'REPLACE INTO'])} accounts (region, aws_secret) VALUES\n${"('eu-west-1', 'none'),\n".repeat(60)}('us-east-1', '${secret}');\n`,
    'rows far below COPY in the first line': ({ secret }) =>
      `COPY accounts (region, aws_secret) FROM stdin;\n${'eu-west-1\tnone\n'.repeat(60)}us-east-1\t${secret}\n\\.\n`,
    'a statement that updates, with parameters': ({ secret }) =>
      `db.execute("UPDATE accounts SET region = ?, aws_secret = ? WHERE id = ?", ["eu", "${secret}", 7])\n`,
  }),
  {
    name: 'a statement with parameters',
    rule: SECRET,
    path: 'src/seed.txt',
    text: ({ s, secret }) => `${s.pick(CALLS)(`id, region, ${s.pick(NAMES)}`, secret)}\n`,
  },
  ...['a.csv', 'a.tsv', 'a.psv'].map((path) => ({
    name: `rows below a header, in ${path}`,
    rule: SECRET,
    path,
    text: ({ s, secret }: Parameters<Vector['text']>[0]) => table(s, secret, s.integer(12)).text,
  })),
  ...['a.csv', 'b/A.TSV', 'a.psv'].map((path) => ({
    name: `a row far below the first line, in ${path}`,
    rule: SECRET,
    path,
    text: ({ s, secret }: Parameters<Vector['text']>[0]) => table(s, secret, 60 + s.integer(40)).text,
  })),
  {
    name: 'a table in Markdown, a header far above',
    rule: SECRET,
    path: 'docs/keys.md',
    text: ({ s, secret }) =>
      `# Keys\n\n| User | Region | ${s.pick(['Secret access key', 'AWS secret', '`aws_secret_key`'])} |\n| --- | --- | --- |\n${'| ann | eu-west-1 | none |\n'.repeat(s.integer(16))}| bob | eu-west-1 | ${s.pick(['', '`'])}${secret} |\n`.replace(
        /(`[A-Za-z0-9/+]{40})/,
        '$1`',
      ),
  },
];

const passing = (path: string, vectors: Readonly<Record<string, Vector['text']>>): Vector[] =>
  Object.entries(vectors).map(([name, text]) => ({ name, text, path }));

/** Look-alikes of these texts: the value is in another column. */
export const COLUMNS_PASSED: readonly Vector[] = [
  ...passing('a.csv', {
    'a digest beside a column of secrets': ({ s, secret }) =>
      `user,secret_access_key,${s.pick(['checksum', 'sha1', 'etag', 'file_hash', 'Signature'])}\nbob,none,${secret}\n`,
    'a digest beside a key id': ({ s, id, secret }) =>
      `user,secret_access_key,${s.pick(['checksum', 'digest'])}\nbob,none,${secret}\n${id.slice(0, 19)}\n`,
    'what is about a secret': ({ s, secret }) =>
      `user,city,${s.pick(['secret_question', 'secretQuestion', 'aws_secret_name', 'secret santa', 'secret_count'])}\nbob,x,${secret}\n`,
    "somebody else's secret": ({ s, secret }) =>
      `id,${s.pick(['stripe_secret_key', 'client_secret', 'session_secret', 'jwt_secret'])}\n1,${secret}\n`,
    'a digest far below': ({ secret }) =>
      `user,secret_access_key,digest\n${'ann,none,none\n'.repeat(60)}bob,none,${secret}\n`,
    'a row with other columns, far below': ({ secret }) =>
      `user,secret_access_key,region\n${'ann,none,none\n'.repeat(60)}bob,${secret}\n`,
  }),
  ...passing('a.txt', {
    'a row far below, in a file of another kind': ({ secret }) =>
      `user,region,secret_access_key\n${'ann,eu-west-1,none\n'.repeat(60)}bob,eu-west-1,${secret}\n`,
  }),
  ...passing('a.sql', {
    'a digest beside a secret in SQL': ({ s, secret }) =>
      `INSERT INTO t (id, aws_secret, ${s.pick(['etag', 'checksum'])}) VALUES (1, 'none', '${secret}');\n`,
    'the name of a secret in SQL': ({ secret }) =>
      `INSERT INTO t (id, aws_secret_name) VALUES (1, '${secret}');\n`,
    'a token in the column behind': ({ secret }) =>
      `INSERT INTO t (id, aws_secret, token) VALUES (1, 'it''s, (none)', '${secret}');\n`,
    'a parameter for another column': ({ secret }) =>
      `db.execute("INSERT INTO t (id, aws_secret, token) VALUES (?, ?, ?)", [1, nil, "${secret}"])\n`,
    'a row of another statement, far below': ({ secret }) =>
      `INSERT INTO t (aws_secret, id) VALUES ('x', 1);\n${'\n'.repeat(30)}INSERT INTO u (a, b) VALUES (1, '${secret}');\n`,
  }),
];

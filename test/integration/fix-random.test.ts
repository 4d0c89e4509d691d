import { expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { cases } from '../helpers/cases.ts';
import { Repository } from '../helpers/repository.ts';
import { keyward, type Report, scanJson } from '../helpers/scan.ts';
import { seed } from '../helpers/seed.ts';

type Make = (id: string, secret: string) => string;

/** Texts that can be fixed, and texts that cannot. */
const TEXTS: readonly (readonly [extension: string, text: Make])[] = [
  ['.js', (id, secret) => `const s3 = f({ accessKeyId: '${id}', secretAccessKey: "${secret}" });\n`],
  [
    '.ts',
    (id, secret) => `export const id = \`${id}\`;\nexport const secretAccessKey = '${secret}' as const;\n`,
  ],
  ['.js', (id) => `// ${id}\nconst json = '{"id":"${id}"}';\n`],
  ['.js', (id, secret) => `const id = '${id}';\n/* ${secret} */\n`],
  ['.py', (id, secret) => `"""Doc"""\nimport boto3\ns = boto3.Session("${id}",\n    '${secret}')\n`],
  ['.py', (id) => `x = ("${id}"\n  "abc")\n`],
  [
    '.go',
    (id, secret) => `package a\n\nimport "os"\n\nvar c = NewStaticCredentials("${id}", "${secret}", "")\n`,
  ],
  ['.go', (id) => `package a\n\nimport "os"\n\nconst id = "${id}"\n`],
  ['.sh', (id, secret) => `export AWS_ACCESS_KEY_ID="${id}"\nexport AWS_SECRET_ACCESS_KEY='${secret}'\n`],
  ['.json', (id, secret) => `{ "accessKeyId": "${id}",\n  "secretAccessKey": "${secret}" }\n`],
  ['.txt', (_id, secret) => `${secret}\n`],
  ['/.env', (id, secret) => `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`],
  [
    '/credentials',
    (id, secret) => `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
  ],
  ['.md', () => 'no key\n'],
];

const EXPRESSIONS = [
  /process\.env\.(\w+)!?/g,
  /os\.environ\["(\w+)"\]/g,
  /os\.Getenv\("(\w+)"\)/g,
  /"\$(\w+)"/g,
];

interface RandomCase {
  readonly repository: Repository;
  readonly values: readonly string[];
  /** The files that have unstaged changes. */
  readonly partlyStaged: ReadonlySet<string>;
}

function randomCase(sample: FakeCredentials): RandomCase {
  const pair = () => [sample.accessKeyId(), sample.secretAccessKey()] as const;
  const pairs = [pair(), pair(), pair()] as const;
  const repository = Repository.create();
  if (sample.integer(2) === 0) repository.stage('.gitignore', sample.pick(['dist\n', 'dist', '*.env\r\n']));
  repository.commit();
  if (sample.integer(3) === 0)
    repository.write('.env', sample.pick(['X=1', `MINE=${pairs[0][0]}\n`, `AWS_ACCESS_KEY_ID=x\r\n`]));
  const partlyStaged = new Set<string>();
  for (let file = 0; file < 2 + sample.integer(5); file += 1) {
    const [extension, make] = TEXTS[sample.integer(TEXTS.length)] ?? ['', () => ''];
    const path = `d${file}/f${extension}`;
    const lineEnd = sample.pick(['\n', '\r\n']);
    const parts = Array.from({ length: 1 + sample.integer(2) }, () => make(...sample.pick(pairs)));
    const text = `${sample.pick(['', '\uFEFF', 'é = 1\n'])}${parts.join('')}`.replaceAll('\n', lineEnd);
    repository.stage(path, text);
    if (sample.integer(4) > 0) continue;
    partlyStaged.add(path);
    repository.write(path, `${text}${sample.pick(['', 'x'])}# mine\n`);
  }
  return { repository, values: pairs.flat(), partlyStaged };
}

function stagedFiles(repository: Repository): Map<string, string> {
  const entries = repository.git('ls-files', '--stage', '-z').split('\0').slice(0, -1);
  return new Map(
    entries.map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.slice(0, entry.indexOf('\t'))]),
  );
}

/** Puts the values back where the expressions are. */
function undone(text: string, variables: ReadonlyMap<string, string>): string {
  const restored = EXPRESSIONS.reduce(
    (current, pattern) =>
      current.replace(pattern, (whole, name: string) =>
        variables.has(name) ? `"${variables.get(name)}"` : whole,
      ),
    text,
  );
  return normalized(restored);
}

/** A text without the kind of quotes and without the import that may be inserted. */
function normalized(text: string): string {
  return text.replaceAll(/['`]/g, '"').replaceAll(/^import os\r?\n/gm, '');
}

/** Returns the fingerprints of each credential. */
function credentialsIn(findings: Report['findings']): string[][] {
  const groups = new Map<number, string[]>();
  for (const { credential, fingerprint } of findings)
    groups.set(credential, [...(groups.get(credential) ?? []), fingerprint]);
  return [...groups.values()];
}

test('fix changes what it says and nothing else, and hides nothing', () => {
  const sample = new FakeCredentials(seed);
  for (let number = 0; number < cases(3, 20); number += 1) {
    const { repository, values, partlyStaged } = randomCase(sample);
    const at = `case ${number} in ${repository.directory}`;
    const [index, disk] = [
      stagedFiles(repository),
      new Map(repository.files().map((file) => [nameOf(file, repository), file])),
    ];
    const contents = new Map([...index.keys()].map((path) => [path, repository.git('show', `:${path}`)]));
    const before = scanJson(repository).report.findings;
    const outcome = keyward(repository, ['fix', '--yes']);
    for (const value of values) expect(outcome.output, at).not.toContain(value.slice(4, -4));
    const { report, code } = scanJson(repository);
    expect(code, at).toBe(outcome.code);
    const said = Number(/removed (\d+)/.exec(outcome.output)?.[1] ?? 0);
    const left = new Set(credentialsIn(report.findings).flat());
    const gone = credentialsIn(before).filter((prints) => prints.every((print) => !left.has(print)));
    expect(gone.length, `${at}\n${outcome.output}`).toBe(said);
    const env = repository.files().find((file) => nameOf(file, repository) === '.env') ?? '';
    const variables = new Map(
      Array.from(env.matchAll(/(\w+)=(\S+)/g), ([, name = '', value = '']) => [name, value]),
    );
    if (env.split('\n').length > (disk.get('.env') ?? '').split('\n').length)
      expect(repository.tryGit('check-ignore', '--quiet', '.env').code, at).toBe(0);
    expect(env.startsWith(disk.get('.env') ?? ''), at).toBe(true);
    const after = stagedFiles(repository);
    for (const [path, entry] of index) {
      if (path === '.gitignore' || after.get(path) === entry) continue;
      const onDisk = repository.files().find((file) => nameOf(file, repository) === path);
      // it is unstaged
      if (!after.has(path)) {
        expect(/(?:\.env|credentials)$/.test(path), at).toBe(true);
        expect(onDisk, at).toBe(disk.get(path));
        continue;
      }
      const text = repository.git('show', `:${path}`);
      expect(undone(text, variables), at).toBe(normalized(contents.get(path) ?? ''));
      expect(after.get(path)?.slice(0, 6), at).toBe(entry.slice(0, 6));
      if (partlyStaged.has(path)) expect(onDisk, at).toBe(disk.get(path));
      else expect(repository.read(path), at).toBe(text);
    }
    // a value that is still staged where it was found is still found
    for (const { path } of before) {
      if (!after.has(path)) continue;
      const text = repository.git('show', `:${path}`);
      const isFound = report.findings.some((finding) => finding.path === path);
      if (values.some((value) => text.includes(value))) expect(isFound, `${at} ${path}`).toBe(true);
    }
    const state = repository.state();
    keyward(repository, ['fix', '--yes']);
    expect(repository.state(), at).toBe(state);
  }
}, 3_000_000);

function nameOf(file: string, { directory }: Repository): string {
  return file.slice(directory.length + 1).replace(/ \d+ [^]*$/, '');
}

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fill, reportOf } from '../helpers/audit.ts';
import { Repository } from '../helpers/repository.ts';
import { scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const content = 'harmless\n';
const id = createHash('sha256').update(content).digest('hex');
const [version, oid, size] = [
  'version https://git-lfs.github.com/spec/v1\n',
  `oid sha256:${id}\n`,
  `size ${content.length}\n`,
];

/** Texts that look like a pointer and contain a key. */
const DISGUISED: Readonly<Record<string, (line: string, key: string) => string>> = {
  'before the version': (line) => line + version + oid + size,
  'after the version': (line) => version + line + oid + size,
  'between oid and size': (line) => version + oid + line + size,
  'at the end': (line) => version + oid + size + line,
  'at the end, without a line end': (_, key) => version + oid + size + key,
  'in the version': (_, key) => `version https://git-lfs.github.com/spec/v1 ${key}\n${oid}${size}`,
  'in another version': (_, key) => `version https://git-lfs.github.com/spec/${key}\n${oid}${size}`,
  'after the oid': (_, key) => `${version}oid sha256:${id} ${key}\n${size}`,
  'after the size': (_, key) => `${version}${oid}size 9 ${key}\n`,
  'in the name of an extension': (_, key) => `${version}ext-0-${key} sha256:${id}\n${oid}${size}`,
  'in an extension': (_, key) => `${version}ext-0-a sha256:${id} ${key}\n${oid}${size}`,
  'in an unknown attribute': (_, key) => `${version}name ${key}\n${oid}${size}`,
  'with CRLF': (line) => (version + line + oid + size).replaceAll('\n', '\r\n'),
  'without an oid': (line) => version + line + size,
};

/** A repository with one file for each of these texts, named after it. */
function disguised(isHere: boolean): Repository {
  const repository = Repository.create();
  for (const [name, shape] of Object.entries(DISGUISED)) {
    const key = sample.accessKeyId();
    repository.write(name, shape(`id = ${key}\n`, key));
  }
  if (isHere) repository.write(`.git/lfs/objects/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`, content);
  repository.commit('empty').git('add', '--all');
  return repository;
}

const names = Object.keys(DISGUISED).sort();

describe.each([
  ['exists locally', true],
  ['does not exist locally', false],
])('a key in a text that looks like a pointer to content that %s', (_, isHere) => {
  const found = (repository: Repository, ...args: string[]) =>
    scanJson(repository, args)
      .report.findings.map(({ path }) => path)
      .sort();

  test('is found in a commit and in a range', () => {
    const repository = disguised(isHere);
    expect(found(repository)).toEqual(names);
    repository.commit();
    expect(found(repository, '--range', 'HEAD~1..HEAD')).toEqual(names);
  });

  test('is found in a large commit', () => {
    const repository = disguised(isHere);
    for (let nth = 0; nth < 600; nth += 1) repository.write(`plain/${nth}.txt`, `${nth}\n`);
    repository.git('add', '--all');
    expect(found(repository)).toEqual(names);
  });

  test('is found in an audit of any size', () => {
    const repository = disguised(isHere).commit();
    const paths = () =>
      reportOf(repository)
        .secrets.flatMap((secret) => secret.paths)
        .sort();
    expect(paths()).toEqual(names);
    fill(repository);
    repository.git('repack', '--quiet', '-a', '-d', '--keep-unreachable');
    expect(paths()).toEqual(names);
  });
});

test.each(['elsewhere', 'else where/lfs'])('finds a key in a store that lfs.storage names: %s', (storage) => {
  const text = `id = ${sample.accessKeyId()}\n`;
  const hash = createHash('sha256').update(text).digest('hex');
  const repository = Repository.create();
  repository.git('config', 'lfs.storage', storage);
  repository.write(`.git/${storage}/objects/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`, text);
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${hash}\nsize ${text.length}\n`;
  expect(scanJson(repository.stage('a.bin', pointer)).code).toBe(1);
});

test('lists every pointer whose content does not exist locally', () => {
  const repository = Repository.create();
  const pointer = (nth: number) =>
    `${version}oid sha256:${createHash('sha256').update(`${nth}`).digest('hex')}\nsize ${nth}\n`;
  for (let nth = 0; nth < 700; nth += 1) repository.write(`${nth}.bin`, pointer(nth));
  repository.git('add', '--all');
  const { unscanned } = scanJson(repository).report.scanned;
  expect(unscanned).toHaveLength(700);
  expect(unscanned.every(({ reason }) => reason === 'git-lfs')).toBe(true);
});

import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { messagesFor } from '../../src/messages/index.ts';
import { widthOf } from '../../src/report/text-layout.ts';
import { textReport } from '../../src/report/text.ts';
import type { TextContext } from '../../src/report/text-context.ts';
import { isUnwantedInGit } from '../../src/shared/unwanted-files.ts';
import { SourceText } from '../../src/fix/source-text.ts';
import type { ScanResult } from '../../src/scan/scan.ts';
import { blocksOf } from '../helpers/pages.ts';
import { reportContext } from '../helpers/report-context.ts';
import { scanText } from '../helpers/text.ts';

const LANGUAGES = ['en', 'ja'] as const;

const context = (language: 'en' | 'ja', more?: Partial<TextContext>) =>
  reportContext(messagesFor(language), more);

/** A pair of keys, the same in every run. */
function pair(seed = 1): { id: string; secret: string } {
  const sample = new FakeCredentials(seed);
  return { id: sample.accessKeyId(), secret: sample.secretAccessKey() };
}

/** The result of a scan of files, each with a pair. */
async function resultFor(...paths: string[]): Promise<ScanResult> {
  const results = [];
  for (const [index, path] of paths.entries()) {
    const { id, secret } = pair(index + 1);
    results.push(await scanText(`accessKeyId = '${id}'\nsecretAccessKey = '${secret}'\n`, path));
  }
  const [first] = results;
  if (first === undefined) throw new TypeError('no file');
  return { ...first, findings: results.flatMap(({ findings }) => findings) };
}

/** The advice for keys in a file, without the findings. */
async function adviceFor(path: string, more: Partial<TextContext> = {}, language: 'en' | 'ja' = 'en') {
  const report = textReport(await resultFor(path), context(language, more));
  return report.slice(report.indexOf(language === 'en' ? '  Remove' : '  削除'));
}

describe.each(LANGUAGES)('in %s', (language) => {
  test('shows one credential on one screen', async () => {
    expect(textReport(await resultFor('src/s3.ts'), context(language))).toMatchSnapshot();
  });

  test('is the sample in docs/hooks.md', async () => {
    const [block = ''] = blocksOf(language === 'en' ? 'docs/hooks.md' : 'docs/ja/hooks.md', 'text');
    const sample = block.replace(/^\$ git commit -m .*\n/, '');
    const masked = (text: string) =>
      text.replaceAll(/\d+:\d+|…\w{4}|[\w+/]{4}…(?!\w)|\d{12}|kw1_\w+/g, (word) => '*'.repeat(word.length));
    const report = textReport(await resultFor('src/s3.ts'), context(language));
    expect(masked(sample)).toBe(masked(report));
  });

  test('shows 30 credentials in 12 files on 60 columns', async () => {
    const paths = Array.from({ length: 30 }, (_, index) => `app/service-${index % 12}/config.ts`);
    const report = textReport(await resultFor(...paths), context(language, { width: 60 }));
    expect(report).toMatchSnapshot();
    const sentences = report.split('\n').filter((line) => !/git |npx |service-/.test(line));
    expect(Math.max(...sentences.slice(1).map(widthOf))).toBeLessThanOrEqual(60);
    expect(report.split('\n').length).toBeLessThan(50);
  });
});

const PATHS = [
  ...['.env', 'config/.env.production', 'credentials', '.aws/config', 'rootkey_accessKeys.csv', 'ec2.pem'],
  ...['infra/prod.tfstate', 'infra/prod.tfvars', 'infra/main.tf', 'config.json', 'config.yaml'],
  ...['charts/web/values.yaml', 'analysis.ipynb', 'Dockerfile', 'compose.yaml', 'Makefile'],
  ...['.github/workflows/ci.yml', '.gitlab-ci.yml', 'azure-pipelines.yml', 'serverless.yml'],
  ...['a.js', 'a.ts', 'a.py', 'a.rb', 'a.go', 'A.java', 'A.kt', 'a.scala', 'a.php', 'a.rs', 'A.cs'],
  ...[
    ...['a.swift', 'a.dart', 'a.ex', 'a.lua', 'a.pl', 'a.R'],
    ...['a.jl', 'a.cpp', 'a.clj', 'a.ps1', 'a.bat', 'a.sh'],
  ],
];
test('gives every kind of file its own advice', async () => {
  const advice = [];
  for (const path of PATHS) advice.push(`${path}\n${(await adviceFor(path)).split('  Leaked?')[0]}`);
  expect(advice.join('\n')).toMatchSnapshot();
});

test.each(LANGUAGES)(
  'the advice names every file that needs another replacement, in %s',
  async (language) => {
    const paths = ['a.ts', 'a.py', 'a.go', 'a.rb', 'a.php', 'a.sh', 'a.kt'];
    for (let count = 2; count <= paths.length; count += 1) {
      const named = paths.slice(0, count);
      const report = textReport(await resultFor(...named), context(language));
      const { label } = messagesFor(language).advice;
      const advice = report.slice(report.indexOf(label.remove), report.indexOf('git add'));
      for (const path of named) expect(advice, String(count)).toContain(path);
    }
  },
);

test.each([
  ...PATHS,
  'a.mts',
  'a.tsx',
  'a.d.ts',
  'a.cjs',
  'a.vue',
  'a.rake',
  'a.gradle',
  'a.kts',
  'a.zsh',
  'a.psm1',
])('names for %s the expression that keyward fix writes, and offers fix only where it can', async (path) => {
  const header = path.endsWith('.php') ? '<?php\n' : 'import "os"\n';
  const source = SourceText.of(path, Buffer.from(header));
  const report = await adviceFor(path);
  if (source === undefined) {
    expect(report.includes('keyward fix'), report).toBe(isUnwantedInGit(path));
    return;
  }
  expect(report).toContain('keyward fix');
  expect(report).toContain(
    `write ${source.expressionFor('AWS_ACCESS_KEY_ID')} and ${source.expressionFor('AWS_SECRET_ACCESS_KEY')} instead`,
  );
});

describe('the first line', () => {
  const firstLine = async (...paths: string[]) =>
    textReport(await resultFor(...paths), context('en')).split('\n')[0];

  test('names the position in one file', async () => {
    expect(await firstLine('a.ts')).toBe('keyward: commit blocked: 1 AWS credential in a.ts:1:16');
    expect(await firstLine('a.ts', 'a.ts')).toBe('keyward: commit blocked: 2 AWS credentials in a.ts:1:16');
  });

  test('names several files', async () => {
    expect(await firstLine('a.ts', 'b.ts')).toBe(
      'keyward: commit blocked: 2 AWS credentials in 2 files (a.ts, b.ts)',
    );
    expect(await firstLine('a', 'b', 'c', 'd')).toContain('4 AWS credentials in 4 files (a, b, c, …)');
  });
});

describe('the command that ignores a file', () => {
  const notes = { ignored: new Set<string>(), endsInLine: true, hasUnsavedParts: false, isInHead: false };
  const commandFor = async (path: string, more: Partial<TextContext> = {}) =>
    /git rm .*/.exec(await adviceFor(path, more))?.[0];

  test.each([
    [
      'a file at the top',
      '.env',
      {},
      'git rm --cached -- :/.env && echo .env >> .gitignore && git add .gitignore',
    ],
    [
      'a file in a folder',
      'a/.env',
      {},
      'git rm --cached -- :/a/.env && echo a/.env >> .gitignore && git add .gitignore',
    ],
    [
      'from a folder',
      '.env',
      { folder: 'a/b/' },
      'git rm --cached -- :/.env && echo .env >> ../../.gitignore && git add ../../.gitignore',
    ],
    [
      'that is ignored already',
      '.env',
      { ignoring: { ...notes, ignored: new Set(['.env']) } },
      'git rm --cached -- :/.env',
    ],
    [
      'with another content on the disk',
      '.env',
      { ignoring: { ...notes, hasUnsavedParts: true } },
      'git rm --cached --force -- :/.env && echo .env >> .gitignore && git add .gitignore',
    ],
    [
      'after an open last line',
      '.env',
      { ignoring: { ...notes, endsInLine: false } },
      String.raw`git rm --cached -- :/.env && printf '\n%s\n' .env >> .gitignore && git add .gitignore`,
    ],
    [
      'with a space',
      'my key.pem',
      {},
      String.raw`git rm --cached -- ':/my key.pem' && printf '%s\n' 'my key.pem' >> .gitignore && git add .gitignore`,
    ],
    [
      'that no line of .gitignore can name',
      'a\nb/.env',
      {},
      String.raw`git rm --cached -- $'\x3a/a\x0ab/.env'`,
    ],
  ])('%s', async (_, path, more, command) => {
    expect(await commandFor(path, more)).toBe(command);
  });
});

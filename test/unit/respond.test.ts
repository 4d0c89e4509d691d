import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keyFactsOf, mayBeSecret } from '../../src/respond/key.ts';
import { stepsFor } from '../../src/respond/steps.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { en } from '../../src/messages/en.ts';
import { ja } from '../../src/messages/ja.ts';
import { responseWordsFor } from '../../src/messages/respond/index.ts';
import { pagesOf, rowsOf } from '../../src/report/pages.ts';
import {
  type ResponseContext,
  responseMarkdown,
  responseParts,
  responseText,
} from '../../src/report/respond-report.ts';
import { sample } from '../helpers/seed.ts';

const now = new Date('2026-11-24T12:34:56.789Z');
const languages = ['en', 'ja'] as const;

const steps = stepsFor(undefined);

function contextOf(id: string | undefined, language: (typeof languages)[number] = 'en'): ResponseContext {
  return {
    words: responseWordsFor(language),
    kinds: (language === 'ja' ? ja : en).rules,
    key: id === undefined ? undefined : keyFactsOf(id),
    now,
    runner: 'npx keyward',
    emphasize: (text: string) => text,
  };
}

function guide(id: string | undefined, language: (typeof languages)[number] = 'en'): string[] {
  const context = contextOf(id, language);
  return [responseText(context), responseMarkdown(context)];
}

describe.each(languages)('the guide in %s', (language) => {
  // the same key in every run: the snapshot holds its account and eight of its characters
  const id = new FakeCredentials(1).accessKeyIdOf('123456789012');

  test('without a key: every step (npx vitest run test/unit/respond.test.ts -u)', async () => {
    await expect(guide(undefined, language)[0]).toMatchFileSnapshot(`snapshots/respond.${language}.txt`);
  });

  test('for a key, as a checklist (npx vitest run test/unit/respond.test.ts -u)', async () => {
    await expect(guide(id, language)[1]).toMatchFileSnapshot(`snapshots/respond.${language}.md`);
  });

  test('has one check box per step, in the order of the phases', () => {
    for (const text of guide(undefined, language)) {
      const numbers = [...text.matchAll(/\[ \] (?:\*\*)?(\d+)\./g)].map(([, number]) => Number(number));
      expect(numbers).toEqual(steps.map(({ number }) => number));
    }
  });
});

test.each(languages)('says in %s how to revoke every other kind of credential', (language) => {
  const { rules: kinds } = language === 'ja' ? ja : en;
  for (const text of guide(undefined, language))
    for (const { id } of rules.filter((rule) => !/-access-key|session-token/.test(rule.id)))
      expect(
        text.split('\n').filter((line) => line.includes(kinds[id].name) && /[:：] /.test(line)),
      ).toHaveLength(1);
  // with an access key at hand, the guide is about that key
  expect(guide(sample.accessKeyId(), language)[0]).not.toContain(kinds['aws-kiro-api-key'].name);
});

describe.each(languages)('the first screen in %s', (language) => {
  test.each([
    ['a long-term key', sample.accessKeyIdOf('029608264753'), 'aws iam update-access-key'],
    ['an old long-term key', sample.oldAccessKeyId(), 'aws iam update-access-key'],
    ['a temporary key', sample.accessKeyId('ASIA'), 'aws iam put-role-policy'],
  ])('has the commands that stop %s, and fits on a screen', (_kind, id, command) => {
    const [first = ''] = responseParts(contextOf(id, language));
    expect(first).toContain(command);
    expect(first).toContain('https://console.aws.amazon.com/iam/home');
    // the commands for a temporary key are long
    expect(rowsOf(first, 80)).toBeLessThanOrEqual(id.startsWith('ASIA') ? 26 : 22);
  });

  test('points to the steps that it names', () => {
    const words = responseWordsFor(language);
    for (const id of [sample.accessKeyId(), sample.oldAccessKeyId(), undefined]) {
      const [first = '', ...others] = responseParts(contextOf(id, language));
      const step = id === undefined ? 'others' : 'root';
      const number = stepsFor(contextOf(id).key).findIndex((one) => one.id === step) + 1;
      expect(first).toContain(words.hurry[step](number));
      expect(others.join('')).toContain(`${number}. ${words.steps[step].title}`);
    }
  });

  test('needs an ID for commands', () => {
    const [first = ''] = responseParts(contextOf(undefined, language));
    expect(first).not.toContain('aws ');
    expect(first).toContain('npx keyward respond');
    expect(rowsOf(first, 80)).toBeLessThanOrEqual(22);
  });
});

describe('pages', () => {
  const [, ...parts] = responseParts(contextOf(undefined, 'ja'));

  test.each([
    [24, 80],
    [50, 120],
    [5, 20],
  ])('of %i rows and %i columns hold whole steps, and as many as fit', (rows, columns) => {
    const pages = pagesOf(parts, rows, columns);
    expect(pages.join('\n')).toBe(parts.join('\n'));
    for (const [at, page] of pages.entries()) {
      const count = page.split('[ ]').length - 1;
      if (count > 1) expect(rowsOf(page, columns)).toBeLessThanOrEqual(rows);
      const next = parts[parts.findIndex((part) => page.endsWith(part)) + 1];
      if (at < pages.length - 1) expect(rowsOf(`${page}\n${next}`, columns)).toBeGreaterThan(rows);
    }
  });

  test('count two columns for a Japanese character and none for bold', () => {
    expect(rowsOf('漏えい\n', 6)).toBe(1);
    expect(rowsOf('漏えい。\n', 6)).toBe(2);
    expect(rowsOf('\u001b[1mabc\u001b[22m\n\n', 3)).toBe(2);
  });
});

describe('facts from a key ID', () => {
  test('never prints more than the first and last four characters of an ID', () => {
    for (let round = 0; round < 100; round += 1) {
      for (const id of [sample.accessKeyId(), sample.accessKeyId('ASIA'), sample.oldAccessKeyId()]) {
        for (const text of languages.flatMap((language) => guide(id, language))) {
          expect(text).toContain(`${id.slice(0, 4)}************${id.slice(-4)}`);
          expect(text).not.toContain(id.slice(0, 5));
          expect(text).not.toContain(id.slice(-7));
        }
      }
    }
  });

  test('prints the account in the ID, or how to find it', () => {
    for (const text of guide(sample.accessKeyIdOf('029608264753'))) {
      expect(text).toContain('029608264753');
      expect(text).not.toContain('get-access-key-info');
    }
    for (const text of guide(sample.oldAccessKeyId())) {
      expect(text).not.toMatch(/\b\d{12}\b/);
      expect(text).toContain('aws sts get-access-key-info');
    }
  });

  test('says that a key is a canary token', () => {
    const words = responseWordsFor('en');
    expect(guide(sample.accessKeyIdOf('171436882533'))[0]).toContain(words.canary);
    expect(guide(sample.accessKeyIdOf('171436882534'))[0]).not.toContain(words.canary);
  });

  test('deactivates a long-term key, and revokes the present sessions of a temporary one', () => {
    const [longTerm = ''] = guide(sample.accessKeyId());
    expect(longTerm).toContain('aws iam update-access-key --access-key-id "$KEY"');
    expect(longTerm).not.toContain('put-role-policy');
    const [temporary = ''] = guide(sample.accessKeyId('ASIA'));
    expect(temporary).not.toContain('aws iam update-access-key');
    expect(temporary).not.toContain('$OWNER');
    expect(temporary).toContain('{"aws:TokenIssueTime":"2026-11-24T12:34:56Z"}');
  });

  test.each([
    '',
    'AKIA',
    'AIDAQ23456789ABCDEFGH',
    sample.accessKeyId().toLowerCase(),
    `${sample.accessKeyId()}A`,
    ` ${sample.accessKeyId()}`,
    `AKIA${'0189'.repeat(4)}`,
  ])('round %#: returns nothing for a word that is not an ID', (word) => {
    expect(keyFactsOf(word)).toBeUndefined();
  });

  test('tells possible secrets from names and IDs', () => {
    for (let round = 0; round < 100; round += 1) {
      for (const secret of [
        sample.secretAccessKey(),
        sample.sesSmtpPassword(),
        sample.appsyncApiKey(),
        sample.bedrockApiKey(),
        sample.sessionToken(),
      ])
        expect(mayBeSecret(secret)).toBe(true);
      expect(mayBeSecret(sample.accessKeyId())).toBe(false);
    }
    expect(mayBeSecret(`AROA${'A'.repeat(17)}`)).toBe(false);
  });
});

describe('commands', () => {
  const commands = steps.flatMap((step) => step.commands?.(now, 'npx keyward') ?? []);

  test.each(commands)('sh can read: %s', (command) => {
    expect(spawnSync('sh', ['-n', '-c', command], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  test.each(languages)('are one line each in %s, to be copied whole', (language) => {
    const lines = (guide(undefined, language)[0] ?? '').split('\n').map((line) => line.trim());
    for (const command of commands) expect(lines).toContain(command);
  });

  test('are as many as docs/respond-sources.md says', () => {
    const lines = new Set(commands.filter((command) => /\baws [a-z]/.test(command)));
    const operations = [...lines].flatMap((line) => [...line.matchAll(/\baws ([a-z0-9]+ [a-z-]+)/g)]);
    const names = new Set(operations.map(([, name]) => name));
    const page = readFileSync(join(import.meta.dirname, '../../docs/respond-sources.md'), 'utf8');
    expect(page).toContain(`${lines.size} lines with ${names.size} operations`);
  });

  test('loop over every region', () => {
    const loops = commands.filter((command) => command.startsWith('for r in'));
    expect(loops.length).toBeGreaterThan(5);
    for (const loop of loops)
      expect(loop).toMatch(/describe-regions --region us-east-1 .* --region "\$r"; done$/);
  });

  test('set variables before they read them', () => {
    const text = commands.join('\n');
    for (const name of ['KEY', 'OWNER', 'ROLE'])
      expect(text.search(new RegExp(`read -r ${name}|${name}=`))).toBeLessThan(text.indexOf(`$${name}`));
  });
});

test('uses https links, in the language of the guide if available', () => {
  const links = steps.flatMap((step) => step.links ?? []);
  for (const link of links) expect(new URL(link).protocol).toBe('https:');
  const { localize } = responseWordsFor('ja');
  expect(localize('https://docs.aws.amazon.com/IAM/latest/x.html')).toBe(
    'https://docs.aws.amazon.com/ja_jp/IAM/latest/x.html',
  );
  expect(links.map(responseWordsFor('en').localize)).toEqual(links);
});

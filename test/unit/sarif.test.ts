import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log, ReportingDescriptor } from 'sarif';
import { describe, expect, test } from 'vitest';
import { messagesFor } from '../../src/messages/index.ts';
import { ruleHelpFor } from '../../src/messages/rule-help/index.ts';
import { ruleHelp } from '../../src/report/rule-help.ts';
import { sarifReport } from '../../src/report/sarif.ts';
import { rules } from '../../src/rules/index.ts';
import type { RuleId } from '../../src/rules/rule.ts';
import { addressesOf } from '../../scripts/addresses.mjs';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { seed } from '../helpers/seed.ts';
import { scanText } from '../helpers/text.ts';

const LANGUAGES = ['en', 'ja'] as const;

/** The log of a scan that finds a key. */
async function logOf(options: Parameters<typeof sarifReport>[3] = {}, language: 'en' | 'ja' = 'en') {
  const result = await scanText(`k = '${new FakeCredentials(seed).accessKeyId()}'\n`);
  return JSON.parse(sarifReport(result, messagesFor(language), '1.2.3', options)) as Log;
}

describe('the driver', () => {
  test('names the homepage, and leaves it out while there is none', async () => {
    const driver = async (homepage?: string) =>
      (await logOf(homepage === undefined ? {} : { homepage })).runs[0]?.tool.driver;
    expect(await driver('https://example.com/keyward')).toMatchObject({
      name: 'keyward',
      version: '1.2.3',
      informationUri: 'https://example.com/keyward',
    });
    expect(await driver('')).not.toHaveProperty('informationUri');
    expect(await driver()).not.toHaveProperty('informationUri');
  });

  test('takes the homepage from the address of the repository when it is built', () => {
    const root = join(import.meta.dirname, '../..');
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { repository?: string };
    const homepage = addressesOf(manifest)?.fields.homepage;
    const built = readFileSync(join(root, 'dist/cli/sarif.cjs'), 'utf8');
    expect(built).not.toContain('KEYWARD_HOMEPAGE');
    if (homepage !== undefined) expect(built).toContain(JSON.stringify(homepage));
  });

  test.each(LANGUAGES)('has help for a rule with findings (%s)', async (language) => {
    const [rule] = (await logOf({}, language)).runs[0]?.tool.driver.rules ?? ([] as ReportingDescriptor[]);
    const help = ruleHelp(
      rules.find(({ id }) => id === 'aws-access-key-id') ?? fail(),
      messagesFor(language).rules['aws-access-key-id'].about,
      ruleHelpFor(language),
    );
    expect(rule).toMatchObject({ id: 'aws-access-key-id', help });
  });

  test('ends each message with the fingerprint that the help asks for', async () => {
    const [result] = (await logOf()).runs[0]?.results ?? [];
    expect(result?.message.text).toMatch(/ · kw1_[0-9a-f]{32}$/);
  });
});

test('names few of the other places of a value that is everywhere', async () => {
  const line = `k = '${new FakeCredentials(seed).accessKeyId()}'\n`;
  const result = await scanText(line.repeat(3000));
  const { results = [] } = (JSON.parse(sarifReport(result, messagesFor('en'), '1')) as Log).runs[0] ?? {};
  expect(results).toHaveLength(3000);
  expect(new Set(results.map(({ relatedLocations }) => relatedLocations?.length))).toEqual(new Set([20]));
});

describe.each(LANGUAGES)('the help of every rule (%s)', (language) => {
  const words = ruleHelpFor(language);
  const { rules: texts } = messagesFor(language);
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const { text, markdown } = ruleHelp(rule, texts[id].about, words);
    for (const form of [text, markdown]) {
      expect(form).toContain(texts[id].about.replaceAll('`', ''));
      expect(form).toContain('npx keyward respond');
      expect(form).toContain('npx keyward allow FINGERPRINT --reason');
      expect(form).toContain(rule.docs);
      // what comes first, also in the text
      expect(form.indexOf(words.title.first)).toBeLessThan(form.indexOf('npx keyward respond'));
      expect(form.indexOf('npx keyward respond')).toBeLessThan(form.indexOf(words.title.remove));
    }
    expect(text).not.toMatch(/[`*]/);
    // no text of the other language
    expect(/[ぁ-ん]/.test(text)).toBe(language === 'ja');
  });

  test('tells what STS issues from what can be deactivated', () => {
    const of = (id: RuleId) =>
      ruleHelp(rules.find((rule) => rule.id === id) ?? fail(), texts[id].about, words).text;
    for (const id of ['aws-temporary-access-key-id', 'aws-session-token'] as const)
      expect(of(id)).toContain(words.revoke.session);
    for (const id of ['aws-access-key-id', 'aws-secret-access-key'] as const)
      expect(of(id)).toContain(words.revoke['access-key']);
  });
});

function fail(): never {
  throw new TypeError('no such rule');
}

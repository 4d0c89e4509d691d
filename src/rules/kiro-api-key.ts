import type { Evidence } from './evidence/index.ts';
import type { Match } from './match.ts';
import { example, type Rule } from './rule.ts';
import { isPlaceholder } from './values/placeholder.ts';

/**
 * An API key of Kiro, AWS's coding agent: `ksk_` followed by letters and digits (32 in all known keys) and possibly dashes.
 * Other products use this prefix too, so the text near it, or its path, must mention Kiro.
 *
 * Source: https://kiro.dev/docs/cli/authentication; the length from public code that checks it
 */
export const kiroApiKey: Rule = {
  id: 'aws-kiro-api-key',
  severity: 'high',
  keywords: [/[Kk]iro|KIRO/],
  pattern:
    /(?:(?<![A-Za-z0-9_])|(?<=\\[nrt]))ksk_(?!live_|test_)(?=[\w-]{24})[A-Za-z0-9]{1,128}(?:[_-][A-Za-z0-9]{1,128}){0,8}(?![A-Za-z0-9_]|\.\.\.|…)/g,
  confirm: (match, evidence) =>
    isPlaceholder(match.value) || !isMixed(match.value) || !saysKiro(match, evidence) ? 'none' : 'credential',
  shows: 'start',
  docs: 'https://kiro.dev/docs/cli/authentication',
  revocation: 'kiro',
  variable: 'KIRO_API_KEY',
  examples: {
    found: [
      (s) => example(s.kiroApiKey(), 'KIRO_API_KEY='),
      (s) => example(s.kiroApiKey(), '"kiro": {"apiKey": "', '"}'),
      (s) => example(s.kiroApiKey(), '# keys for Kiro\n', '----us-east-1\n'),
      (s) => ({ ...example(s.kiroApiKey(), 'key: '), path: '.kiro/settings.yaml' }),
      (s) => example(s.kiroApiKey(), String.raw`"# kiro\n`, String.raw`\n"`),
      (s) => example(`ksk_a1B${s.hex(20)}-${s.hex(12)}`, 'kiro_api_key: '),
    ],
    passed: [
      (s) => `KSERVE_KEY=${s.kiroApiKey()}`,
      () => 'export KIRO_API_KEY=ksk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      () => 'KIRO_API_KEY=ksk_your_key_here',
      (s) => `KIRO_API_KEY=${s.kiroApiKey().slice(0, 20)}...`,
      () => 'const kiro = ksk_websitesettingsprovidernameofakey',
      (s) => `kiro: ksk_live_${s.string('abcdef0123456789', 40)}`,
      (s) => `kiro: task${s.kiroApiKey()}`,
      () => 'kiro: ksk_some-long-name-of-a-setting-v2-and-more',
    ],
  },
};

/** True if the key has two kinds of lower case, upper case and digits; with dashes, all three, because names have fewer. */
function isMixed(value: string): boolean {
  const key = value.slice('ksk_'.length);
  const kinds = [/\d/, /[a-z]/, /[A-Z]/].filter((kind) => kind.test(key)).length;
  return kinds >= (/[_-]/.test(key) ? 3 : 2);
}

function saysKiro(match: Match, evidence: Evidence): boolean {
  return evidence.hasNear(match, KIRO) || evidence.isIn(KIRO_PATH);
}

const KIRO = /[Kk]iro|KIRO/g;
const KIRO_PATH = /[Kk]iro|KIRO/;

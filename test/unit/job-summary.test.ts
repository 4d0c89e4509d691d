import { describe, expect, test } from 'vitest';
import { messagesFor } from '../../src/messages/index.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import type { TextContext } from '../../src/report/text-context.ts';
import type { ScanResult } from '../../src/scan/scan.ts';
import { sample } from '../helpers/seed.ts';
import { reportContext } from '../helpers/report-context.ts';
import { scanText } from '../helpers/text.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const context = (more: Partial<TextContext> = {}) =>
  reportContext(messagesFor('en'), {
    occasion: 'check',
    fullFingerprints: true,
    showAll: 'npx keyward scan --ci --verbose',
    width: 110,
    ...more,
  });

/** The result of a scan of commits, one for each path. */
async function resultFor(...paths: string[]): Promise<ScanResult> {
  const result = await scanText(`k = '${sample.accessKeyId()}'\n`);
  const [first] = result.findings;
  if (first === undefined) throw new TypeError('nothing found');
  const findings = paths.map((path, index) => ({
    ...first,
    path,
    commit: COMMIT,
    accountId: null,
    fingerprint: `kw1_${index.toString(16).padStart(32, '0')}`,
  }));
  return { ...result, findings };
}

/** The elements that a viewer renders, without their content. */
const elements = (html: string) => html.match(/<[^>]*>/g) ?? [];

describe('the summary of a job', () => {
  test('has the verdict, the values, what to do and how to allow', async () => {
    const result = await resultFor('src/a.ts', 'b.py');
    const html = jobSummary(result, context(), 'clean');
    expect(html).toMatch(
      /^\n<h3>keyward: 2 AWS credentials found in <code>2 files \(src\/a\.ts, b\.py\)<\/code><\/h3>\n/,
    );
    expect(html).toContain('<tr><th>Place</th><th>Kind</th><th>Value</th><th>Commit</th></tr>');
    expect(html).toMatch(
      /<tr><td><code>src\/a\.ts:1:6<\/code><\/td><td>access key ID<\/td><td><code>AKIA…\w{4}<\/code>.*<\/td><td><code>0123456789ab<\/code><\/td><\/tr>/,
    );
    expect(html).toContain('Deactivate it first:  npx keyward respond');
    expect(html).toContain(`npx keyward allow ${result.findings[0]?.fingerprint}`);
  });

  test('is one line without findings and notes', async () => {
    const result = { ...(await resultFor('a')), findings: [] };
    expect(jobSummary(result, context(), 'no <key> in 2 commits')).toBe(
      '\n<p>no &#60;key&#62; in 2 commits</p>\n\n',
    );
  });

  test.each([
    ['**bold** _x_ `code` [link](https://example.com) ![image](https://example.com/a.png)'],
    ['<img src=x onerror=alert(1)></code></pre></table><script>x</script>'],
    ['a | b \\| c &#124; &lt;b&gt; @everyone #1 www.example.com'],
    ['- [ ] list\n\n# heading\n\n```\ncode\n~~~'],
  ])('renders the name %j as text', async (name) => {
    const entry = { rule: 'aws-access-key-id', reason: name, path: name };
    const notes = {
      rulesOff: [{ ruleId: 'aws-session-token', reason: name }] as const,
      changed: { rulesOff: [], settings: { helpUrl: name }, allow: { kw1_0: entry }, paths: [] },
    };
    const of = async (text: string) =>
      jobSummary(
        await resultFor(text),
        context({ notes: text === name ? notes : { ...notes, rulesOff: [] } }),
        '',
      );
    const html = await of(name);
    // the same elements as for an ordinary name, and no blank line, after which Markdown would begin
    expect(elements(html)).toEqual(elements(await of('plain')));
    expect(html.trim()).not.toMatch(/\n\s*\n/);
    // everything from the repository is in a code element
    const outside = html.replaceAll(/<(code|pre)>[^<]*<\/\1>/g, '');
    expect(outside).not.toMatch(/bold|everyone|example|script|list/);
  });

  test('shows many credentials partly, and too many notes not at all', async () => {
    const many = await resultFor(...Array.from({ length: 70 }, (_, index) => `f${index}.txt`));
    const html = jobSummary(many, context(), '');
    expect(html.match(/<tr><td>/g)).toHaveLength(50);
    expect(html).toContain('<p>… <code>npx keyward scan --ci --verbose</code>');
    const entry = { rule: 'aws-access-key-id', reason: 'x'.repeat(2000) };
    const allow = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`kw1_${index}`, entry]));
    const notes = { rulesOff: [], changed: { rulesOff: [], settings: {}, allow, paths: [] } };
    const cut = jobSummary(many, context({ notes }), '');
    expect(Buffer.byteLength(cut)).toBeLessThan(2000);
    expect(cut).toContain('70 AWS credentials');
    expect(cut).toContain('The log of this step has all of it.');
  });
});

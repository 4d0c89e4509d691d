/// <reference lib="dom" />
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Repository } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

let browser: Browser;

beforeAll(async () => {
  const executablePath = new Repository('.').run('sh', ['-c', 'command -v chromium']).stdout.trim();
  // in containers there is no other user to run as
  browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(async () => browser.close());

/** A report on a history with secrets in it, or on a clean one. */
function reportOf(hasSecrets: boolean, ...args: string[]): string {
  const repository = Repository.create();
  const name = `a <b>&"' ${'long '.repeat(30)}name.env`;
  if (hasSecrets) {
    repository.stage(name, `AWS_SECRET_ACCESS_KEY=${sample.secretAccessKey()}\n`);
    // another day, so that there is a timeline
    const env = { GIT_COMMITTER_DATE: '1700000000 +0000' };
    repository.run('git', ['commit', '--quiet', '--no-verify', '-m', 'x'], { env });
    repository.git('rm', '--quiet', '--', name);
    repository.stage('now.env', `${sample.accessKeyId()}\n`).commit(`with ${sample.accessKeyId()}`);
  } else repository.stage('README', 'x\n').commit();
  const outcome = keyward(repository, ['audit', '--format', 'html', '--output', 'report.html', ...args]);
  expect(outcome.code, outcome.output).toBe(hasSecrets ? 1 : 0);
  return join(repository.directory, 'report.html');
}

interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

/** The report as a person sees it, with whatever the browser says of it and asks for. */
async function open(file: string, width: number, scheme: 'light' | 'dark'): Promise<Opened> {
  const page = await browser.newPage();
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(`file://${file}`, { waitUntil: 'networkidle0' });
  return { page, complaints, requests };
}

/** The least contrast of any text with what is behind it, by WCAG 2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function leastContrast(page: Page): Promise<number> {
  return page.evaluate(() => {
    const numbers = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
    const light = (color: string) => {
      const [r = 0, g = 0, b = 0] = numbers(color).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): string => {
      if (element === null) return 'rgb(255, 255, 255)';
      const color = getComputedStyle(element).backgroundColor;
      return numbers(color)[3] === 0 ? behind(element.parentElement) : color;
    };
    const texts = [...document.querySelectorAll('body *')].filter((element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== ''),
    );
    return Math.min(
      ...texts.map((element) => {
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      }),
    );
  });
}

describe('the report of an audit in a browser', () => {
  test.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
    ['dark', 360],
  ] as const)('in %s, %i pixels wide', async (scheme, width) => {
    const file = reportOf(true);
    const { page, complaints, requests } = await open(file, width, scheme);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([`file://${file}`]);
    expect(await page.$eval('h1', (title) => title.textContent)).toContain(
      '3 AWS credentials in its history',
    );
    expect(await page.$$eval('.card', (cards) => cards.length)).toBe(3);
    // nothing sticks out, and what is written can be read
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await leastContrast(page)).toBeGreaterThan(4.5);
    // a row of the timeline leads to its card
    await page.click('.timeline a');
    expect(page.url()).toMatch(/#credential-\d$/);
    await page.close();
  });

  test('what is a name stays a name', async () => {
    const { page } = await open(reportOf(true), 800, 'light');
    expect(await page.$$eval('b, script, img', (elements) => elements.length)).toBe(0);
    expect(await page.$eval('main', (main) => main.textContent)).toContain(`a <b>&"' long`);
  });

  test('in Japanese, and a clean one', async () => {
    const { page } = await open(reportOf(true, '--lang', 'ja'), 800, 'light');
    expect(await page.$eval('html', (html) => html.lang)).toBe('ja');
    expect(await page.$eval('h1', (title) => title.textContent)).toContain('公開しないでください');
    const clean = await open(reportOf(false), 800, 'dark');
    expect(await clean.page.$eval('header', (header) => header.className)).toBe('good');
    expect(await clean.page.$$eval('.card', (cards) => cards.length)).toBe(0);
    expect(await leastContrast(clean.page)).toBeGreaterThan(4.5);
  });
});

import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../src/report/pages.ts';
import { cleanEnvironment, temporaryFolder } from '../helpers/repository.ts';
import { CLI } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const PROMPT = 'Enter: next part';

interface Session {
  readonly code: number | null;
  /** The pages, without the prompts between them. */
  readonly pages: readonly string[];
}

/** Runs `keyward respond` on a terminal of 24 rows, and presses a key each time it waits for one. */
function onTerminal(args: readonly string[], press: (page: number) => string): Promise<Session> {
  const command = ['stty rows 24 cols 80;', `'${process.execPath}' '${CLI}' respond`, ...args].join(' ');
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: temporaryFolder(),
    env: cleanEnvironment({ NO_COLOR: '1', TERM: 'xterm' }),
  });
  let output = '';
  let answered = 0;
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const prompts = output.split(PROMPT).length - 1;
    if (prompts > answered) terminal.stdin.write(press((answered = prompts)));
  });
  return new Promise((resolve) => {
    terminal.on('close', (code) => {
      const pages = output.replaceAll('\r\n', '\n').split(new RegExp(`\\n${PROMPT}.*?\\r\\u001B\\[K`));
      resolve({ code, pages });
    });
  });
}

describe('respond on a terminal', () => {
  test('shows what stops the damage, then as many steps as fit, each time Enter is pressed', async () => {
    const { code, pages } = await onTerminal([sample.accessKeyId()], () => '\r');
    expect(code).toBe(0);
    expect(pages[0]).toContain('aws iam update-access-key');
    expect(pages[0]).not.toContain('[ ]');
    expect(pages.length).toBeGreaterThan(10);
    const numbers = [...pages.join('').matchAll(/\[ \] (\d+)\./g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_number, at) => at + 1));
    expect(numbers.length).toBeGreaterThan(20);
    for (const page of pages)
      if (page.split('[ ]').length > 2) expect(rowsOf(page, 80)).toBeLessThanOrEqual(22);
  });

  test.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('ends with %s, and ignores other keys', async (_name, key) => {
    const { code, pages } = await onTerminal([], (page) => (page < 3 ? 'x ' : `x${key}`));
    expect({ code, count: pages.length, rest: pages.at(-1) }).toEqual({ code: 0, count: 4, rest: '' });
  });

  test('shows everything at once with --all', async () => {
    const { code, pages } = await onTerminal(['--all'], () => 'q');
    expect({ code, count: pages.length }).toEqual({ code: 0, count: 1 });
    expect(pages[0]).toContain('keyward init');
  });
});

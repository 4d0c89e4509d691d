import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GitClient } from '../../src/git/git.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { rules } from '../../src/rules/index.ts';
import { scan } from '../../src/scan/scan.ts';
import { MessageSource } from '../../src/sources/message.ts';
import { cases } from '../helpers/cases.ts';
import { FULL_SCAN, HOOKS, pathWith } from '../helpers/first-look.ts';
import { keywordsOf } from '../helpers/keywords.ts';
import { positive } from '../helpers/positive.ts';
import { Repository } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';

/** Runs the commit-msg hook in a repository of its own. */
class MessageHook {
  readonly #repository = Repository.create();
  readonly #path: string;
  readonly #shell: readonly string[];

  constructor(programs: Readonly<Record<string, string>> = {}, shell: readonly string[] = ['sh']) {
    this.#path = pathWith(programs);
    this.#shell = shell;
  }

  /** Returns the exit code of the hook for a message, or for no file. */
  exit(message: string | Buffer | undefined): number | null {
    if (message !== undefined) this.#repository.write('MSG', message);
    const [program = 'sh', ...words] = this.#shell;
    const args = [...words, join(HOOKS, 'commit-msg'), 'MSG'];
    return this.#repository.run(program, args, { env: { PATH: this.#path } }).code;
  }

  /** True if the full scan reports anything in that message. */
  async scanFinds(): Promise<boolean> {
    const { directory } = this.#repository;
    const source = MessageSource.read(new GitClient(directory), join(directory, 'MSG'), false);
    const now = new Date();
    const { findings, allowed, scanned } = await scan({ source, rules, unfold: extractTexts, now });
    return findings.length + allowed.length + scanned.unscanned.length > 0;
  }
}

/** Messages in ordinary words. */
const ORDINARY: readonly string[] = [
  'Fix the reader\n',
  'Fix the reader',
  '',
  `Don't read twice (#12)\n\nIt's slow: 2 files -> 3 s.\n\n- a\n* b\n\nCo-authored-by: A B <a.b@example.com>\n`,
  "Merge branch 'main' of example.com:a/b into next\n",
  'Read 1 + 1 files (see https://example.com/a/b?c+d and http://example.com:8080/x)\n',
  'Merge pull request #3 from a/fix-it\n\nUse `x` and "y" [skip ci]\n',
  `Bump x from 1.2.3 to 1.2.4

# Please enter the commit message for your changes. Lines starting
# with '#' will be ignored, and an empty message aborts the commit.
#
# On branch main
# Changes to be committed:
#\tmodified:   src/a.ts
#\trenamed:    a.txt -> b.txt
#
`,
];

test.each(ORDINARY)('an ordinary message needs no other process: %j', (message) => {
  const none = { sed: 'exit 1', grep: 'exit 1', git: 'exit 1', cat: 'exit 1' };
  expect(new MessageHook(none).exit(message)).toBe(0);
});

test.each(['機能を追加する\n', 'Corrige la fenêtre\n', 'let x = {"a": 1};\n', `Revert ${'a1'.repeat(20)}\n`])(
  'an ordinary message in other characters does not start Node: %s',
  (message) => {
    expect(new MessageHook().exit(message)).toBe(0);
  },
);

describe('a keyword gets the full scan', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('of %s', (_, rule) => {
    const words = rule.isBase64OfText === true ? [] : keywordsOf(rule);
    const hook = new MessageHook();
    for (const word of words.slice(0, cases(2, 24)))
      expect(hook.exit(`Use\n the ${word} of it\n`), word).toBe(FULL_SCAN);
  });

  test('that is split over lines, by signs or by a NUL byte', () => {
    const hook = new MessageHook();
    const id = new FakeCredentials(seed).accessKeyId();
    for (const joint of ['\n', '\n# ', ' ', '. ', '\0', '\t', '[', '\r\n'])
      expect(hook.exit(`${id.slice(0, 2)}${joint}${id.slice(2)}\n`), JSON.stringify(joint)).toBe(FULL_SCAN);
  });
});

const CASES = cases(25, 120);

const SHELLS = [['sh'], ['bash', '--posix'], ['busybox', 'sh'], ['zsh'], ['ksh']].filter(
  ([program = '']) => spawnSync(program, ['-c', ':']).error === undefined,
);

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('under %s', (_name, shell) => {
  test(
    `lets none of ${CASES} messages through about which the full scan has anything to say`,
    { timeout: 60_000 + CASES * 1500 },
    async () => {
      const hook = new MessageHook({}, shell);
      const missed: string[] = [];
      let spoken = 0;
      for (let index = 0; index < CASES; index += 1) {
        const { text, name } = positive(new FakeCredentials(seed + index));
        const code = hook.exit(text);
        if (!(await hook.scanFinds())) continue;
        spoken += 1;
        if (code !== FULL_SCAN) missed.push(`case ${index} of seed ${seed}: ${name}`);
      }
      expect(missed).toEqual([]);
      expect(spoken).toBeGreaterThan(CASES / 3);
    },
  );
});

describe('if anything goes wrong, the full scan runs', () => {
  test.each(['is missing', 'fails', 'is silent'])('a program %s', (fault) => {
    const script = { 'is missing': 'exit 127', fails: 'cat; exit 3', 'is silent': 'cat >/dev/null' }[fault];
    for (const program of ['sed', 'grep'])
      expect(new MessageHook({ [program]: script ?? '' }).exit('機能\n'), program).toBe(FULL_SCAN);
  });

  test('the message cannot be read', () => {
    expect(new MessageHook().exit(undefined)).toBe(FULL_SCAN);
  });
});

import { describe, expect, test } from 'vitest';
import { parse } from '../../src/cli/args.ts';
import { unexpectedArgument, unknownCommand } from '../../src/cli/usage-error.ts';
import type { AppError } from '../../src/shared/errors.ts';
import { en } from '../../src/messages/en.ts';
import { ja } from '../../src/messages/ja.ts';
import { errorText } from '../../src/report/error.ts';
import { loadAllowlist, loadSettings } from '../../src/policy/load-policy.ts';
import { sample } from '../helpers/seed.ts';

async function messageOf(promise: Promise<unknown>, messages = en): Promise<string> {
  return errorText(await promise.then(() => Promise.reject(new Error('no error')), asError), messages);
}

function asError(error: unknown): AppError {
  return error as AppError;
}

describe('an error in the command line', () => {
  test.each([
    [['--fromat', 'json'], 'keyward: unknown option --fromat (did you mean --format?)\n'],
    [['--stagd'], 'keyward: unknown option --stagd (did you mean --staged?)\n'],
    [['--colour'], 'keyward: unknown option --colour (see: keyward scan --help)\n'],
    [['-x'], 'keyward: unknown option -x (see: keyward scan --help)\n'],
    [['--range'], 'keyward: --range needs a value (see: keyward scan --help)\n'],
    [['--range', '--ci'], 'keyward: --range needs a value (see: keyward scan --help)\n'],
    [['--staged=yes'], 'keyward: --staged takes no value (see: keyward scan --help)\n'],
  ])('names the option and the nearest valid one: %j', async (argv, text) => {
    expect(await messageOf(parse('scan', argv))).toBe(text);
  });

  test('prints commands as the user can run them, except the one after an installation', () => {
    const text = errorText(unexpectedArgument('allow', 'foo'), en, 'pnpm exec keyward');
    expect(text).toMatch(/^keyward: .*pnpm exec keyward allow/);
    for (const messages of [en, ja]) {
      const install = errorText({ code: 'init-no-package', args: {} }, messages, 'npx keyward');
      expect(install).toContain('npm install --global keyward && keyward init');
      for (const command of [
        'npx keyward init',
        'npx --prefix a keyward init',
        'pnpm -C a exec keyward init',
      ]) {
        const args = { manager: 'lefthook', hook: 'pre-commit', command };
        expect(errorText({ code: 'init-set-up', args }, messages, 'npx keyward')).toContain(` ${command}`);
      }
    }
  });

  test('names the argument and the usage', () => {
    expect(errorText(unexpectedArgument('allow', 'foo'), en)).toBe(
      'keyward: unexpected argument "foo" (usage: keyward allow FINGERPRINT… | --last | --from REPORT)\n',
    );
    expect(errorText(unknownCommand('audti'), en)).toBe(
      'keyward: unknown command audti (did you mean audit? See: keyward --help)\n',
    );
  });

  test.each(['init', 'install', 'uninstall', 'doctor'] as const)(
    'names an argument of %s',
    async (command) => {
      expect(await messageOf(parse(command, ['foo']))).toContain(
        `unexpected argument "foo" (usage: keyward ${command})`,
      );
    },
  );

  test.each([en, ja])('does not print a word that may be a secret: $language', async (messages) => {
    for (const value of [sample.accessKeyId(), sample.secretAccessKey(), sample.bedrockApiKey()]) {
      const texts = [
        errorText(unexpectedArgument('audit', value), messages),
        errorText(unknownCommand(value), messages),
        await messageOf(parse('scan', [`--${value}`]), messages),
        await messageOf(parse('scan', [`--${value}=x`]), messages),
        await messageOf(parse('scan', [`--staged=${value}`]), messages),
      ];
      for (const text of texts) expect(text).not.toContain(value.slice(4, 10));
    }
  });
});

describe('an unknown key in a policy file', () => {
  test('is named with the nearest valid one', async () => {
    expect(await messageOf(loadSettings(Buffer.from('{ "strct": true }')))).toBe(
      'keyward: .keyward.json:1:3: unknown key "strct" (did you mean "strict"?). Fix it, then git add .keyward.json\n',
    );
  });

  test('is not printed if no valid one is near', async () => {
    const key = sample.string('abcdefghij', 12);
    const text = await messageOf(loadAllowlist(Buffer.from(`{ "version": 1, "allow": {}, "${key}": 1 }`)));
    expect(text).toContain(': unknown key; the schema lists the valid ones.');
    expect(text).not.toContain(key);
  });
});

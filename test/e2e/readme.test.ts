import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { npm } from '../helpers/project.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';
import { User } from '../helpers/user.ts';

const sample = new FakeCredentials(seed);
const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Every command that the README tells somebody to type, in its order. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block.trim().split('\n'),
  );
  const inline = [...text.matchAll(/`((?:npx|npm|keyward|git config) [^`]+)`/g)].map(([, code = '']) => code);
  const others = [...text.matchAll(/(?:run: '?|^ {5})((?:npx |npm |"\$RUNNER_TEMP).+?)'?$/gm)].map(
    ([, code = '']) => code,
  );
  // the table of commands and options is compared with --help below
  return [...new Set([...blocks, ...inline, ...others])].filter((command) => !/^keyward \w+$/.test(command));
}

/** A project with a blocked commit behind it, in which every command can be typed. */
interface Scratch {
  readonly repository: Repository;
  readonly fingerprint: string;
}

const replace =
  (from: string | RegExp, to: (scratch: Scratch) => string) => (command: string, scratch: Scratch) =>
    command.replace(from, () => to(scratch));
const asItIs = (command: string) => command;

/** What stands for something of the reader's, and how the command ends. A command that is not here fails the test. */
const KNOWN: Readonly<Record<string, (command: string, scratch: Scratch) => string>> = {
  'npm install --save-dev keyward': replace('keyward', () => `'${inject('tarball')}'`),
  'npx keyward init': asItIs,
  'npx keyward init --ci github': asItIs,
  'npx keyward init --ci gitlab': asItIs,
  'npx keyward doctor': asItIs,
  'npx keyward fix': asItIs,
  'npx keyward audit': asItIs,
  'npx keyward respond': asItIs,
  'npx keyward respond AKIA…': replace('AKIA…', () => sample.accessKeyId()),
  'npx keyward init --agents': (command) => `mkdir -p .claude && ${command}`,
  'npx keyward init --hooks pre-commit,pre-push': asItIs,
  'npx keyward allow kw1_3e5eebe4': (command, scratch) =>
    `${command.replace('kw1_3e5eebe4', scratch.fingerprint)} --reason 'made up for this test'`,
  'npx keyward allow --last': (command) => `${command} --yes --reason 'made up for this test'`,
  'npx keyward audit --format json --output report.json': asItIs,
  'npx keyward allow --from report.json --reason "…" --expires 2027-03-01': (command) =>
    command.replace('…', 'made up for this test').replace('2027', '2999'),
  'npx keyward allowlist check': asItIs,
  'keyward scan --range A..B': replace('A..B', () => 'HEAD~1..HEAD'),
  'npx keyward install': asItIs,
  'npx keyward uninstall': asItIs,
  'npx keyward init --husky': asItIs,
  'npm install': asItIs,
  'npm uninstall keyward': asItIs,
  'npm install --global keyward && keyward init': replace('keyward', () => `'${inject('tarball')}'`),
  'npm install --global keyward && keyward init --global': replace('keyward', () => `'${inject('tarball')}'`),
  'keyward doctor --global': asItIs,
  'keyward uninstall --global': asItIs,
};

/** Of keyward's own development: its scripts, which CI runs. */
const DEVELOPMENT = ['npm ci && npm run demo', 'npm ci && npm test', 'npm run managers'];

describe('scenario 69: the README', () => {
  test('shows only commands that run in a scratch project', () => {
    const repository = Repository.create();
    repository
      .write('package.json', '{ "name": "shop", "private": true }\n')
      .write('.gitignore', 'node_modules/\n');
    const event = join(repository.directory, '.git/event.json');
    const prefix = temporaryFolder();
    const env = {
      // a command without npx is for a keyward that is on PATH
      PATH: [join(repository.directory, 'node_modules/.bin'), join(prefix, 'bin'), process.env['PATH']].join(
        ':',
      ),
      npm_config_prefix: prefix,
      RUNNER_TEMP: temporaryFolder(),
      ...{ GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: event },
    };
    // these are for a repository without a package.json, and for a user with separate git settings
    const bare = new User().create();
    const run = (command: string) =>
      (command.includes('--global') ? bare : repository).run('sh', ['-c', command], { env });
    const setUp = KNOWN['npm install --save-dev keyward'] ?? asItIs;
    let scratch: Scratch = { repository, fingerprint: '' };
    expect(run(setUp('npm install --save-dev keyward', scratch)).code).toBe(0);
    expect(run('npx keyward init').code).toBe(0);
    repository.git('add', '-A');
    repository.git('commit', '--quiet', '-m', 'set up');
    repository.stage('a.txt', `${sample.accessKeyId()}\n`);
    const blocked = repository.tryGit('commit', '-m', 'x').output;
    scratch = { repository, fingerprint: /kw1_[\da-f]{8}/.exec(blocked)?.[0] ?? '' };
    repository.stage('b.txt', 'clean\n').commit();
    const [before = '', after = ''] = repository.git('rev-parse', 'HEAD~1', 'HEAD').split('\n');
    repository.write(
      '.git/event.json',
      JSON.stringify({ before, after, ref: 'refs/heads/main', repository: { default_branch: 'main' } }),
    );

    const commands = commandsIn(README);
    expect(commands.length).toBeGreaterThan(10);
    const unknown = commands.filter((command) => !(command in KNOWN) && !DEVELOPMENT.includes(command));
    expect(unknown, 'commands that this test does not run').toEqual([]);
    for (const [command, fill] of Object.entries(KNOWN)) {
      expect(commands, 'gone from the README').toContain(command);
      // the commit with the made-up key, which is in the history by now
      const isFine = /--range|scan --ci|audit/.test(command) ? [0, 1] : [0];
      const outcome = run(fill(command, scratch));
      expect(isFine, `${command}: ${outcome.output}`).toContain(outcome.code);
    }
  });

  test('names only existing development scripts', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    for (const command of DEVELOPMENT) {
      expect(README).toContain(command);
      for (const [, name = ''] of command.matchAll(/npm (?:run )?(\w+)/g))
        if (name !== 'ci') expect(scripts).toHaveProperty(name);
    }
  });

  test('lists the same commands and options as --help', () => {
    const repository = new Repository(ROOT);
    const help = (...words: string[]) =>
      repository.run(process.execPath, ['dist/cli.cjs', ...words, '--help']).output;
    const rows = [...README.matchAll(/^\| `keyward (\w+)` \|(.*)\|$/gm)];
    const commands = [...help().matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(5);
    expect(rows.map(([, name]) => name)).toEqual(commands);
    for (const [, name = '', words = ''] of rows) {
      const options = (text: string) =>
        [...new Set([...text.matchAll(/--[a-z]+/g)].map(([option]) => option))]
          .filter((option) => !['--lang', '--help'].includes(option))
          .sort();
      expect(options(words), name).toEqual(options(help(name)));
    }
  });

  test('shows the right lint-staged preset', () => {
    const [, text = ''] = /^```js\n\/\/ lint-staged\.config\.mjs\n([\s\S]*?)```$/m.exec(README) ?? [];
    const repository = Repository.create();
    repository.write('package.json', '{ "name": "shop", "private": true }\n');
    npm(repository, 'install', '--save-dev', inject('tarball'));
    repository.write('lint-staged.config.mjs', text);
    const script =
      "import('./lint-staged.config.mjs').then((m) => console.log(JSON.stringify([Object.keys(m.default), m.default['*']()])))";
    const { stdout } = repository.run(process.execPath, ['-e', script]);
    expect(JSON.parse(stdout)).toEqual([['*', '*.ts'], ['keyward scan --staged']]);
  });
});

import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { blocksOf, PAGES, readPage, sectionsOf } from '../helpers/pages.ts';
import { npm } from '../helpers/project.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';
import { User } from '../helpers/user.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A configuration of gitleaks, which is not on npm. */
const NOT_RUN = 'read only';

/** The kinds of blocks of code in each page, with the test that checks them. */
const BLOCKS: Readonly<Record<string, string>> = {
  'CONTRIBUTING.md sh': 'test/integration/new-rule.test.ts',
  'README.md sh': 'test/e2e/pages.test.ts',
  'docs/agents.md sh': 'test/e2e/pages.test.ts',
  'docs/agents.md text': 'test/integration/agent-hook.test.ts',
  'docs/allowlist.md json': 'test/e2e/pages.test.ts',
  'docs/audit.md sh': 'test/e2e/pages.test.ts',
  'docs/ci.md sh': 'test/e2e/pages.test.ts',
  'docs/doctor.md text': 'test/unit/page-languages.test.ts',
  'docs/frameworks.md yaml': 'test/e2e/pages.test.ts',
  'docs/hooks.md js': 'test/e2e/pages.test.ts',
  'docs/hooks.md sh': 'test/e2e/pages.test.ts',
  'docs/hooks.md text': 'test/unit/text-report.test.ts',
  'docs/library.md sh': 'test/e2e/library.test.ts',
  'docs/library.md ts': 'test/e2e/library.test.ts',
  'docs/migration.md json': 'test/e2e/migration.test.ts',
  'docs/migration.md sh': 'test/e2e/migration.test.ts',
  'docs/migration.md toml': NOT_RUN,
  'docs/respond.md sh': 'test/e2e/pages.test.ts',
  'docs/servers.md sh': 'test/e2e/pages.test.ts',
};

/** The pages for users, in English; the Japanese ones have the same commands. */
const FOR_USERS = [
  'README.md',
  ...[
    ...['agents', 'allowlist', 'audit', 'ci', 'commands'],
    ...['comparison', 'doctor', 'fix', 'hooks', 'respond'],
  ].map((name) => `docs/${name}.md`),
];
const TEXT = FOR_USERS.map(readPage).join('\n');

/** Every command that these pages tell somebody to type, in their order. */
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
  'npx keyward init': asItIs,
  'npx keyward init --ci github': asItIs,
  'npx keyward init --ci gitlab': asItIs,
  'npx keyward doctor': asItIs,
  'npx keyward doctor --show': asItIs,
  'npx keyward fix': asItIs,
  'npx keyward audit': asItIs,
  'npx keyward respond': asItIs,
  'npx keyward respond --all': asItIs,
  'npx keyward respond --output leak.md': asItIs,
  'npx keyward respond AKIA…': replace('AKIA…', () => sample.accessKeyId()),
  'npx keyward init --agents': (command) => `mkdir -p .claude && ${command}`,
  'npx keyward init --hooks pre-commit,pre-push': asItIs,
  'npx keyward allow kw1_dc021b2b': (command, scratch) =>
    `${command.replace('kw1_dc021b2b', scratch.fingerprint)} --reason 'made up for this test'`,
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
  'keyward init --global': asItIs,
  'keyward doctor --global': asItIs,
  'keyward uninstall --global': asItIs,
};

/** Of keyward's own development: its scripts, which CI runs. */
const DEVELOPMENT = ['npm ci && npm run demo', 'npm ci && npm test', 'npm run managers', 'npm run bench'];

describe('scenario 69: the README and the pages for users', () => {
  test('show only commands that run in a scratch project', () => {
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
    // what npx keyward init does first, from a registry that has keyward
    npm(repository, 'install', '--save-dev', inject('tarball'));
    expect(run('npx keyward init').code).toBe(0);
    repository.git('add', '-A');
    repository.git('commit', '--quiet', '-m', 'set up');
    repository.stage('a.txt', `${sample.accessKeyId()}\n`);
    const blocked = repository.tryGit('commit', '-m', 'x').output;
    const scratch = { repository, fingerprint: /kw1_[\da-f]{8}/.exec(blocked)?.[0] ?? '' };
    repository.stage('b.txt', 'clean\n').commit();
    const [before = '', after = ''] = repository.git('rev-parse', 'HEAD~1', 'HEAD').split('\n');
    repository.write(
      '.git/event.json',
      JSON.stringify({ before, after, ref: 'refs/heads/main', repository: { default_branch: 'main' } }),
    );

    const commands = commandsIn(TEXT);
    expect(commands.length).toBeGreaterThan(10);
    const unknown = commands.filter((command) => !(command in KNOWN) && !DEVELOPMENT.includes(command));
    expect(unknown, 'commands that this test does not run').toEqual([]);
    for (const [command, fill] of Object.entries(KNOWN)) {
      expect(commands, 'gone from the pages').toContain(command);
      // the commit with the made-up key, which is in the history by now
      const isFine = /--range|scan --ci|audit/.test(command) ? [0, 1] : [0];
      const outcome = run(fill(command, scratch));
      expect(isFine, `${command}: ${outcome.output}`).toContain(outcome.code);
    }
  });

  test('name only existing development scripts', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    for (const command of DEVELOPMENT) {
      expect(TEXT).toContain(command);
      for (const [, name = ''] of command.matchAll(/npm (?:run )?(\w+)/g))
        if (name !== 'ci') expect(scripts).toHaveProperty(name);
    }
  });

  test('list the same commands and options as --help', () => {
    const repository = new Repository(ROOT);
    const help = (...words: string[]) =>
      repository.run(process.execPath, ['dist/cli.cjs', ...words, '--help']).output;
    const rows = [...readPage('docs/commands.md').matchAll(/^\| `keyward (\w+)` \|(.*)\|$/gm)];
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

  test('show the right lint-staged preset', () => {
    const [text = ''] = blocksOf('docs/hooks.md', 'js');
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

test('the allowlist of docs/allowlist.md is valid, and allows what it says', () => {
  const [text = ''] = blocksOf('docs/allowlist.md', 'json');
  const secret = sample.secretAccessKey();
  const repository = Repository.create()
    .stage('.keyward-allowlist.json', text.replace('kw1_5d1c…', fingerprint(secret)).replace('2027', '2999'))
    .stage('test/fixtures/a.env', `AWS_SECRET_ACCESS_KEY=${secret}\n`)
    .stage('docs/samples/a.md', `${sample.accessKeyId()}\n`);
  expect(keyward(repository, ['scan'])).toMatchObject({ code: 0 });
  repository.stage('src/a.env', `AWS_SECRET_ACCESS_KEY=${secret}\n`);
  expect(keyward(repository, ['scan'])).toMatchObject({ code: 1 });
});

test('the hook of docs/servers.md refuses a push with a key', () => {
  const [install = '', hook = ''] = blocksOf('docs/servers.md', 'sh');
  const prefix = temporaryFolder();
  const env = {
    npm_config_prefix: prefix,
    PATH: `${join(prefix, 'bin')}:${process.env['PATH'] ?? ''}`,
  };
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(install).toBe(`npm install --global keyward@${version}\n`);
  const server = new Repository(temporaryFolder());
  server.git('init', '--quiet', '--bare');
  const command = install.replace(`keyward@${version}`, `'${inject('tarball')}'`);
  expect(server.run('sh', ['-c', command], { env }).code).toBe(0);
  server.write('hooks/pre-receive', hook);
  chmodSync(join(server.directory, 'hooks/pre-receive'), 0o755);

  const clone = Repository.create().stage('a.txt', 'clean\n').commit();
  const push = () => clone.run('git', ['push', server.directory, 'HEAD:refs/heads/main'], { env });
  expect(push()).toMatchObject({ code: 0 });
  clone.stage('a.txt', `${sample.accessKeyId()}\n`).commit();
  const refused = push();
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('1 AWS credential in a.txt:1:1');
});

test('docs/frameworks.md names the hooks and the version of this package', () => {
  const [text = ''] = blocksOf('docs/frameworks.md', 'yaml');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(text).toContain(`rev: v${version}\n`);
  const ids = (yaml: string) => [...yaml.matchAll(/\bid: ([\w-]+)/g)].map(([, id]) => id);
  expect(ids(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'))).toEqual(
    expect.arrayContaining(ids(text)),
  );
  expect(ids(text)).toHaveLength(2);
});

test('every block of code in the pages is known, with the test that runs, compiles or compares it', () => {
  const found = PAGES.flatMap((page) =>
    sectionsOf(page).flatMap(({ blocks }) => blocks.map(({ language }) => `${page} ${language}`)),
  );
  const english = new Set(found.filter((block) => !/^(?:README\.ja|docs\/ja\/)/.test(block)));
  expect([...english].sort()).toEqual(Object.keys(BLOCKS).sort());
  for (const file of Object.values(BLOCKS)) {
    if (file === NOT_RUN) continue;
    expect(existsSync(join(ROOT, file)), file).toBe(true);
  }
});

import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { blocks, passes } from '../helpers/project.ts';
import { cleanEnvironment, Repository, temporaryFolder } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';
import { pathWith } from '../helpers/tool.ts';

/** One way of installing packages: what a person types, and what keyward may not need. */
interface Way {
  readonly name: string;
  /** Where it comes from, on npm. */
  readonly spec: string;
  readonly add: readonly string[];
  /** What a team mate types. */
  readonly install: readonly string[];
  readonly run: readonly string[];
  /** In an image, without what is for development only. */
  readonly production: readonly string[];
  readonly remove: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** The oldest Node that it runs on, where that is newer than ours. */
  readonly node?: number;
  /** A program for some machines only. */
  readonly native?: true;
}

const npm = (version: number, words: readonly string[] = [], node = 20): Way => ({
  name: `npm ${version}${words.map((word) => ` ${word}`).join('')}`,
  spec: `npm@${version}`,
  add: ['npm', 'install', '--save-dev'],
  install: ['npm', 'ci', ...words],
  run: ['npx', 'keyward'],
  production: ['npm', 'ci', '--omit=dev', ...words],
  remove: ['npm', 'uninstall'],
  node,
});

const pnpm = (version: number, node = 20): Way => ({
  name: `pnpm ${version}`,
  spec: `pnpm@${version}`,
  add: ['pnpm', 'add', '--save-dev'],
  install: ['pnpm', 'install', '--frozen-lockfile'],
  run: ['pnpm', 'exec', 'keyward'],
  production: ['pnpm', 'install', '--prod'],
  remove: ['pnpm', 'remove'],
  files: { 'pnpm-lock.yaml': '' },
  node,
});

const yarn4 = (linker: string): Way => ({
  name: `yarn 4 ${linker}`,
  spec: '@yarnpkg/cli-dist@4',
  add: ['yarn', 'add', '--dev'],
  install: ['yarn', 'install', '--immutable'],
  run: ['yarn', 'keyward'],
  production: ['yarn', 'workspaces', 'focus', '--production'],
  remove: ['yarn', 'remove'],
  files: {
    'yarn.lock': '',
    '.yarnrc.yml': `nodeLinker: ${linker}\nenableTelemetry: false\nenableGlobalCache: true\n`,
  },
});

const WAYS: readonly Way[] = [
  npm(10),
  npm(11),
  npm(12, [], 22),
  npm(12, ['--strict-allow-scripts'], 22),
  pnpm(9),
  pnpm(10),
  pnpm(11, 22),
  pnpm(12),
  {
    name: 'yarn 1',
    spec: 'yarn@1',
    add: ['yarn', 'add', '--dev'],
    install: ['yarn', 'install', '--frozen-lockfile'],
    run: ['yarn', '--silent', 'keyward'],
    production: ['yarn', 'install', '--production'],
    remove: ['yarn', 'remove'],
    files: { 'yarn.lock': '' },
  },
  yarn4('node-modules'),
  yarn4('pnp'),
  {
    name: 'bun 1',
    spec: 'bun@1',
    add: ['bun', 'add', '--dev'],
    install: ['bun', 'install', '--frozen-lockfile'],
    run: ['bunx', 'keyward'],
    production: ['bun', 'install', '--production'],
    remove: ['bun', 'remove'],
    native: true,
    files: { 'bun.lock': '' },
  },
];

const major = Number(process.versions.node.split('.')[0]);

/** An empty project, and a team mate's way to the tarball: the same place, seen from the project. */
function projectOf(way: Way, more: object = {}): Repository {
  const environment = cleanEnvironment({
    PATH: pathWith(way.spec),
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
  });
  const repository = new Repository(temporaryFolder(), environment);
  repository.git('init', '--quiet', '--initial-branch=main');
  const manifest = { name: 'project', version: '1.0.0', private: true, ...more };
  repository.write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  repository.write('.gitignore', 'node_modules/\n.yarn/\n.pnp.*\n*.tgz\n');
  for (const [path, text] of Object.entries(way.files ?? {})) repository.write(path, text);
  cpSync(inject('tarball'), join(repository.directory, 'keyward.tgz'));
  // it is the one that is meant
  expect(expectSuccess(repository, [way.add[0] ?? '', '--version'])).toMatch(
    new RegExp(`^${/\d+$/.exec(way.spec)?.[0]}\\.`),
  );
  return repository;
}

/** Adds keyward to a project, and sets it up. */
function setUp(project: Repository, way: Way, tarball: string): void {
  const prefix = way.name.startsWith('yarn') ? 'keyward@file:' : '';
  expectSuccess(project, [...way.add, `${prefix}${tarball}`]);
  expectSuccess(project, [...way.run, 'init']);
}

/** A team mate's clone, installed; what was said meanwhile. */
function cloneOf(repository: Repository, way: Way): { clone: Repository; said: string } {
  repository.git('add', '-A');
  repository.git('commit', '--quiet', '-m', 'set up');
  const clone = new Repository(temporaryFolder(), repository.environment);
  clone.git('clone', '--quiet', repository.directory, '.');
  cpSync(inject('tarball'), join(clone.directory, 'keyward.tgz'));
  return { clone, said: expectSuccess(clone, way.install) };
}

/** Whether a package manager that is no JavaScript could be installed. */
function startsHere({ spec, add: [program = ''] }: Way): boolean {
  const env = { PATH: pathWith(spec) };
  return new Repository('.').run('sh', ['-c', `${program} --version`], { env }).code === 0;
}

function expectSuccess(repository: Repository, [program = '', ...words]: readonly string[]): string {
  const outcome = repository.run(program, words);
  expect(outcome.code, `${program} ${words.join(' ')}: ${outcome.output}`).toBe(0);
  return outcome.output;
}

/** In files that are committed no path of this machine stands; the package must be found without. */
function blocksWithHusky(repository: Repository, way: Way): void {
  if (!way.name.endsWith('pnp')) return;
  const text = repository.read('package.json');
  expectSuccess(repository, [...way.run, 'init', '--husky']);
  expect(repository.read('.husky/pre-commit')).not.toContain(repository.directory);
  blocks(repository);
  expectSuccess(repository, [...way.run, 'uninstall']);
  expect(repository.tryGit('config', 'core.hooksPath').code).toBe(1);
  expectSuccess(repository, ['yarn', 'remove', 'husky']);
  repository.write('package.json', text);
  expectSuccess(repository, [...way.run, 'init']);
}

/** Pastes the commands of keyward that a blocked commit prints, in a folder. test/e2e/advice.test.ts has the same with fakes. */
function pastesFrom(repository: Repository, folder: string): void {
  const path = `${folder}/k.js`;
  repository.stage(path, `const id = '${new FakeCredentials(seed).accessKeyId()}';\n`);
  const cwd = join(repository.directory, folder);
  const { output } = repository.run('git', ['commit', '-m', 'x'], { cwd });
  const more = { fix: '--dry-run', respond: '', allow: "--reason 'made up'" };
  for (const [name, words] of Object.entries(more)) {
    const [, command = 'false'] =
      new RegExp(` {2}((?:\\w+ (?:-C \\S+ |exec )*)?keyward ${name}\\b.*)$`, 'm').exec(output) ?? [];
    const outcome = repository.run('sh', ['-c', `${command} ${words}`], { cwd });
    expect(outcome.code, `${command}\n${output}${outcome.output}`).toBe(name === 'fix' ? 1 : 0);
  }
  expect(repository.git('diff', '--cached', '--name-only', '--', '.keyward-allowlist.json')).not.toBe('');
  repository.git('rm', '--quiet', '--cached', '--force', path, '.keyward-allowlist.json');
  for (const name of ['src', '.keyward-allowlist.json'])
    rmSync(join(repository.directory, name), { recursive: true });
}

describe.each(WAYS)('scenarios 1 to 7 and 21: $name', (way) => {
  test.skipIf(major < (way.node ?? 0))(
    'works for init, a team mate, production and uninstall',
    ({ skip }) => {
      skip(way.native === true && !startsHere(way), 'it cannot be installed here');
      const repository = projectOf(way);
      setUp(repository, way, './keyward.tgz');
      expect(repository.read('package.json')).toContain("require('keyward/install')");
      if (way.name.endsWith('pnp'))
        expect(existsSync(join(repository.directory, 'node_modules/keyward'))).toBe(false);
      blocks(repository);
      pastesFrom(repository, 'src/deep');
      blocksWithHusky(repository, way);
      const { clone, said } = cloneOf(repository, way);
      // no package manager has a word to say about scripts of ours
      expect(said).not.toMatch(/keyward.*(?:script|build)|(?:script|build)s?:.*keyward/i);
      blocks(clone);
      expect(passes(clone)).toBe('');

      const image = new Repository(temporaryFolder(), repository.environment);
      cpSync(repository.directory, image.directory, {
        recursive: true,
        filter: (path) => !/\/(?:\.git|node_modules|\.yarn)$|\.pnp/.test(path),
      });
      expectSuccess(image, way.production);
      expect(existsSync(join(image.directory, 'node_modules/keyward'))).toBe(false);

      expectSuccess(repository, [...way.remove, 'keyward']);
      // until package.json is staged, the commit still lists keyward; pnpm 9 and 10 keep the package in their store here
      const unstaged = repository.tryGit('commit', '--quiet', '--allow-empty', '-m', 'x');
      if (unstaged.code === 0) expect(unstaged.output).toBe('');
      else expect(unstaged.output).toContain('git add package.json');
      repository.git('add', 'package.json');
      expect(passes(repository)).toMatch(/^keyward: not checked.*\n$/);
    },
  );

  test.skipIf(major < (way.node ?? 0))(
    'works in one package of a workspace, for a team mate too',
    ({ skip }) => {
      skip(way.native === true && !startsHere(way), 'it cannot be installed here');
      const repository = projectOf(way, { workspaces: ['one'] });
      repository.write('one/package.json', '{ "name": "one", "version": "1.0.0" }\n');
      repository.write('pnpm-workspace.yaml', 'packages:\n  - one\n');
      const one = new Repository(join(repository.directory, 'one'), repository.environment);
      setUp(one, way, '../keyward.tgz');
      blocks(repository);
      const { clone } = cloneOf(repository, way);
      blocks(clone);
    },
  );
});

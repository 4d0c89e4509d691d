import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const [ID, SECRET, OTHER] = [sample.accessKeyId(), sample.secretAccessKey(), sample.accessKeyId()];
const FAULTS = join(import.meta.dirname, '..', 'helpers', 'fail-at-write.cjs');

/** A repository in which `fix` does everything that it can do. */
function example(): Repository {
  const repository = Repository.create()
    .stage('.gitignore', 'dist\n')
    .stage('README.md', 'x\n')
    .commit()
    .stage('src/a.js', `f({ accessKeyId: '${ID}', secretAccessKey: '${SECRET}' });\n`)
    .stage('b.py', `import boto3\nk = "${OTHER}"\n`)
    .stage('c.js', `c = '${ID}';\n`)
    .stage('deploy/credentials', `[default]\naws_access_key_id = ${ID}\naws_secret_access_key = ${SECRET}\n`)
    .stage('left.json', `{ "k": "${OTHER}" }\n`);
  repository
    .write('.gitignore', 'dist\n# mine\n')
    .write('b.py', `import boto3\nk = "${OTHER}"\n# not staged\n`);
  return repository.write('.env', 'X=1\n');
}

function copyOf(repository: Repository): Repository {
  const copy = new Repository(join(temporaryFolder(), 'copy'));
  cpSync(repository.directory, copy.directory, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function fix(repository: Repository, env: Record<string, string> = {}): ReturnType<typeof keyward> {
  return repository.run(process.execPath, ['--require', FAULTS, CLI, 'fix', '--yes'], { env });
}

/** The content of each file in the working tree, and the index. */
function stateOf(repository: Repository): Map<string, string> {
  const paths = [
    ...['.env', '.gitignore', 'README.md', 'src/a.js', 'b.py', 'c.js', 'deploy/credentials', 'left.json'],
  ];
  return new Map([
    ['index', repository.git('ls-files', '--stage')],
    ...paths.map((path) => [path, repository.read(path)] as const),
    // nothing else is left there
    ['files', repository.git('status', '--porcelain', '--untracked-files=all').replaceAll(/^.. /gm, '')],
  ]);
}

test.each(['kill', 'error'])(
  'stopped before any write (%s), nothing is half done, and the next run ends the work',
  (how) => {
    const original = example();
    const before = stateOf(original);
    const reference = copyOf(original);
    const whole = fix(reference);
    expect(whole.code, whole.output).toBe(1);
    expect(reference.read('.env')).toContain(SECRET);
    expect(reference.read('src/a.js')).not.toContain(ID);
    const after = stateOf(reference);
    const writes = Number(/writes: (\d+)/.exec(whole.stderr)?.[1]);
    expect(writes).toBeGreaterThan(15);
    for (let at = 1; at <= writes; at += 1) {
      const repository = copyOf(original);
      const stopped = fix(repository, { FAIL_AT: String(at), FAIL_HOW: how });
      const place = `write ${at} of ${writes}: ${stopped.code}`;
      const state = stateOf(repository);
      for (const [name, text] of state)
        if (name !== 'files')
          expect([before.get(name), after.get(name)], `${place}, ${name}`).toContain(text);
      // a value is where it was, or in an ignored file, until it is out of the index
      const isMoved = repository.read('.env').includes(SECRET);
      if (!repository.read('src/a.js').includes(SECRET)) expect(isMoved, place).toBe(true);
      if (isMoved) expect(repository.tryGit('check-ignore', '--quiet', '.env').code, place).toBe(0);
      if (state.get('index') === before.get('index'))
        expect(keyward(repository, ['scan']).code, place).toBe(1);
      expect(fix(repository).code, place).toBe(1);
      expect(stateOf(repository), place).toEqual(after);
    }
  },
  1_800_000,
);

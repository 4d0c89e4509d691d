import { Repository } from './repository.ts';

/** A fresh Node project with keyward from the tarball, as a stranger would make it. */
export function installKeyward(tarball: string, repository: Repository = Repository.create()): Repository {
  repository.write(
    'package.json',
    `${JSON.stringify({ name: 'project', version: '1.0.0', private: true }, null, 2)}\n`,
  );
  repository.write('.gitignore', 'node_modules/\n');
  npm(repository, 'install', '--save-dev', tarball);
  return repository;
}

/** Runs npm and expects it to succeed. */
export function npm(repository: Repository, ...args: string[]): string {
  const outcome = repository.run('npm', args);
  if (outcome.code !== 0)
    throw new Error(`npm ${args.join(' ')} ended with ${outcome.code}:\n${outcome.output}`);
  return outcome.output;
}

/** `npx keyward …` */
export function keyward(repository: Repository, ...args: string[]): ReturnType<Repository['run']> {
  return repository.run('npx', ['keyward', ...args]);
}

/** The project with the hook in place and everything committed. */
export function readyProject(tarball: string, empty: Repository = Repository.create()): Repository {
  const repository = installKeyward(tarball, empty);
  const outcome = keyward(repository, 'init');
  if (outcome.code !== 0) throw new Error(outcome.output);
  repository.git('add', '-A');
  repository.git('commit', '--quiet', '-m', 'set up');
  return repository;
}

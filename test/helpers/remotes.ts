import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { type Outcome, Repository, temporaryFolder } from './repository.ts';
import { CLI } from './scan.ts';
import { sample } from './seed.ts';

/** A repository with keyward as its pre-push hook, and bare repositories to push to, by name. */
export class World {
  readonly repository: Repository = Repository.create();
  readonly folder: string = temporaryFolder();

  constructor(...bare: string[]) {
    for (const name of bare) this.make(name);
    const hook = `#!/bin/sh\nexec "${process.execPath}" "${CLI}" hook pre-push -- "$@"\n`;
    this.repository.write('.git/hooks/pre-push', hook).run('chmod', ['+x', '.git/hooks/pre-push']);
    this.repository.stage('a.txt', 'a\n').commit('first');
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  bare(name: string): Repository {
    return new Repository(this.at(name));
  }

  /** Creates a bare repository; replaces an existing one with that name. */
  make(name: string): void {
    rmSync(this.at(name), { recursive: true, force: true });
    mkdirSync(this.at(name));
    this.bare(name).git('init', '--quiet', '--bare', '--initial-branch=main');
  }

  git(...args: string[]): string {
    return this.repository.git(...args);
  }

  push(...args: string[]): Outcome {
    return this.repository.tryGit('push', '--quiet', ...args);
  }

  /** Pushes without the hook. */
  pushUnchecked(...args: string[]): void {
    this.git('push', '--quiet', '--no-verify', ...args);
  }

  /** Commits a file with a key. */
  leak(): this {
    const key = sample.accessKeyId();
    this.repository.stage(`${key.slice(-4)}.txt`, `k=${key}\n`).commit('leak');
    return this;
  }

  clean(): this {
    this.repository.stage('b.txt', `${sample.integer(1e9)}\n`).commit('clean');
    return this;
  }

  /** Returns the texts and ref names in a bare repository that contain a key. */
  keysIn(name: string): Set<string> {
    const bare = this.bare(name);
    const list = bare.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)');
    const texts = list
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, type]) => type !== undefined && type !== 'tree')
      .map(([id = '']) => id)
      .filter((id) => KEY.test(bare.git('cat-file', '-p', id)));
    const refs = bare.git('for-each-ref', '--format=%(refname)').split('\n');
    return new Set([...texts, ...refs.filter((ref) => KEY.test(ref))]);
  }
}

const KEY = /AKIA[A-Z2-7]{16}/;

/** Random remotes with random settings, and random pushes to them. */
export class RandomPushes {
  readonly #world = new World('a.git', 'b.git', 'c.git');
  readonly #s: FakeCredentials;
  readonly #log: string[] = [];
  /** The pushes that should have been blocked, each with all actions before it. */
  readonly missed: string[] = [];
  #branches = 0;

  constructor(s: FakeCredentials) {
    this.#s = s;
    this.#git('remote', 'add', 'origin', this.#world.at('a.git'));
    this.#git('config', 'remote.origin/x.url', this.#world.at('b.git'));
    this.#git('config', 'remote.origin/x.fetch', '+refs/heads/*:refs/remotes/origin/x/*');
  }

  /** Sets up the remote, changes it, and pushes to it. */
  run(): void {
    for (let round = 0; round < 2; round += 1) {
      for (let step = 0; step < 3; step += 1) this.#do(this.#work());
      this.#world.leak();
      this.#git(
        'push',
        '--quiet',
        '--no-verify',
        '--force',
        this.#remote(),
        'HEAD:main',
        `HEAD:${this.#newName()}`,
      );
      this.#do(this.#work());
      for (let step = 0; step < 2; step += 1) this.#do(this.#changes());
      for (let step = 0; step < 2; step += 1) this.#pushSomething();
    }
  }

  #git(...args: string[]): Outcome {
    this.#log.push(args.join(' '));
    return this.#world.repository.tryGit(...args);
  }

  #do(deeds: readonly (() => void)[]): void {
    deeds[this.#s.integer(deeds.length)]?.();
  }

  #remote(): string {
    return this.#s.pick(['origin', 'origin/x']);
  }

  #bare(): string {
    return this.#s.pick(['a.git', 'b.git', 'c.git']);
  }

  #work(): (() => void)[] {
    const prune = this.#s.next() < 0.5 ? ['--prune'] : [];
    return [
      () => this.#world.clean(),
      () => this.#git('checkout', '--quiet', '-b', this.#newName()),
      () => this.#git('reset', '--quiet', '--hard', 'HEAD~1'),
      () => this.#git('fetch', '--quiet', ...prune, this.#remote()),
      () => this.#pushSomething(),
    ];
  }

  #changes(): (() => void)[] {
    const bare = this.#bare();
    const url = this.#world.at(bare);
    return [
      () => this.#git('remote', 'set-url', 'origin', url),
      () => this.#git('remote', 'set-url', '--push', 'origin', url),
      () => this.#git('remote', 'set-url', '--add', '--push', 'origin', url),
      () => this.#git('config', '--unset-all', 'remote.origin.pushurl'),
      () => this.#git('config', `url.${url}.insteadOf`, this.#world.at('c.git')),
      () => this.#git('fetch', '--quiet', this.#remote()),
      () => {
        this.#log.push(`anew ${bare}`);
        this.#world.make(bare);
        if (this.#s.next() < 0.5) this.#seed(bare);
        // a recreated remote is recognized when a ref is pushed that it had before
        for (const each of ['origin', 'origin/x', url]) this.#push('--all', each);
      },
    ];
  }

  #pushSomething(): void {
    const to = this.#s.pick([this.#remote(), 'origin', this.#world.at(this.#bare())]);
    const what = this.#s.pick(['one', 'one', 'one', '--all', '--mirror', 'tag']);
    if (what === 'tag') this.#git('tag', '--force', '--annotate', '--message', 'x', 'v1');
    if (what === 'one') this.#push(to, `HEAD:refs/heads/${this.#name()}`);
    else if (what === 'tag') this.#push(to, 'v1');
    else this.#push(what, to);
  }

  #name(): string {
    return this.#s.next() < 0.5 ? 'main' : this.#newName();
  }

  #newName(): string {
    return `b${(this.#branches += 1)}`;
  }

  /** Creates an unrelated first commit, as a hosting service does for a README. */
  #seed(bare: string): void {
    const other = Repository.create().stage('README', 'x\n').commit();
    other.git('push', '--quiet', this.#world.at(bare), 'main');
  }

  #push(...args: string[]): void {
    const names = ['a.git', 'b.git', 'c.git'];
    const before = names.map((name) => this.#world.keysIn(name));
    const { code } = this.#git('push', '--quiet', '--force', ...args);
    for (const [at, name] of names.entries()) {
      const news = [...this.#world.keysIn(name)].filter((id) => before[at]?.has(id) === false);
      if (news.length > 0)
        this.missed.push(`${news.join(' ')} in ${name} after: ${this.#log.join('; ')} (${code})`);
    }
  }
}

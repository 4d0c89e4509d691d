import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { describe, expect, test } from 'vitest';
import { World } from '../helpers/remotes.ts';
import { type Outcome, Repository } from '../helpers/repository.ts';
import { CLI } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

/** Ways in which a commit with a key gets to a place that does not have it, although a tracking ref says so. */
const STALE: Readonly<Record<string, (world: World) => Outcome>> = {
  'a remote that was fetched from a private address and is pushed to a public one'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.leak().pushUnchecked('origin', 'main');
    world.git('remote', 'set-url', '--push', 'origin', world.at('b.git'));
    return world.push('origin', 'main');
  },
  'the second of two push addresses'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.leak().pushUnchecked('origin', 'main');
    world.git('remote', 'set-url', '--add', '--push', 'origin', world.at('a.git'));
    world.git('remote', 'set-url', '--add', '--push', 'origin', world.at('b.git'));
    return world.push('origin', 'main:new');
  },
  'a remote that was recreated'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.leak().pushUnchecked('origin', 'main');
    world.git('fetch', '--quiet', 'origin');
    world.make('a.git');
    return world.push('origin', 'main');
  },
  'a branch that was never pushed, after a push that detected a recreated remote'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.leak().pushUnchecked('origin', 'main', 'main:other');
    world.git('fetch', '--quiet', 'origin');
    world.make('a.git');
    world.git('branch', 'old');
    world.git('checkout', '--quiet', '--orphan', 'squashed');
    world.git('rm', '--quiet', '-rf', '.');
    world.clean();
    expect(world.push('origin', 'HEAD:main').code).toBe(0);
    return world.push('origin', 'old');
  },
  'a remote whose name is a prefix of another one'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.git('config', 'remote.origin/x.url', world.at('b.git'));
    world.git('config', 'remote.origin/x.fetch', '+refs/heads/*:refs/remotes/origin/x/*');
    world.leak().pushUnchecked('origin/x', 'main');
    return world.push('origin', 'main');
  },
  'a new branch, after set-url to another address'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    expect(world.push('origin', 'main').code).toBe(0);
    world.leak().pushUnchecked('origin', 'main');
    world.git('remote', 'set-url', 'origin', world.at('b.git'));
    return world.push('origin', 'main:new');
  },
  'a new branch, after set-url to another address and back'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    expect(world.push('origin', 'main').code).toBe(0);
    world.git('remote', 'set-url', 'origin', world.at('b.git'));
    world.leak().pushUnchecked('origin', 'main');
    world.git('remote', 'set-url', 'origin', world.at('a.git'));
    return world.push('origin', 'main:new');
  },
  'an address that url.insteadOf rewrites'(world) {
    world.git('remote', 'add', 'origin', 'short:a.git');
    world.git('config', `url.${world.folder}/.insteadOf`, 'short:');
    world.leak().pushUnchecked('origin', 'main');
    world.git('fetch', '--quiet', 'origin');
    world.git('config', `url.${world.at('b.git')}.pushInsteadOf`, 'short:a.git');
    return world.push('origin', 'main:new');
  },
  'an address that differs only by .git'(world) {
    world.make('a');
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.leak().pushUnchecked('origin', 'main');
    world.git('fetch', '--quiet', 'origin');
    world.git('remote', 'set-url', 'origin', world.at('a'));
    return world.push('origin', 'main:new');
  },
  'an address with another user and a path relative to the home directory'(world) {
    for (const user of ['alice', 'bob']) {
      mkdirSync(world.at(user));
      world.make(`${user}/x.git`);
    }
    const ssh = `cd "${world.folder}/\${0%@*}" && eval "git \${1#git-}"`;
    world.git('config', 'core.sshCommand', `sh -c '${ssh}'`);
    world.git('config', 'ssh.variant', 'simple');
    world.git('remote', 'add', 'origin', 'alice@host:x.git');
    world.leak().pushUnchecked('origin', 'main');
    world.git('fetch', '--quiet', 'origin');
    world.git('remote', 'set-url', '--push', 'origin', 'bob@host:x.git');
    return world.push('origin', 'main:new');
  },
  'a CodeCommit profile of another account'(world) {
    const helper = world.at('git-remote-codecommit');
    const script = [
      '#!/bin/sh',
      'profile=${2#*://}',
      'while read -r line; do',
      '  case $line in',
      "    capabilities) printf 'connect\\n\\n' ;;",
      `    connect*) echo && exec git "\${line#connect git-}" "${world.folder}/\${profile%@*}.git" ;;`,
      '  esac',
      'done',
    ];
    writeFileSync(helper, `${script.join('\n')}\n`, { mode: 0o755 });
    const env = { PATH: `${world.folder}${delimiter}${process.env['PATH']}` };
    const git = (...args: string[]) =>
      world.repository.run('git', ['-c', 'protocol.allow=always', ...args], { env });
    world.git('remote', 'add', 'origin', 'codecommit://a@x');
    world.leak();
    expect(git('push', '--quiet', '--no-verify', 'origin', 'main').code).toBe(0);
    expect(git('fetch', '--quiet', 'origin').code).toBe(0);
    world.git('remote', 'set-url', 'origin', 'codecommit://b@x');
    return git('push', '--quiet', 'origin', 'main:new');
  },
  'a parent that a commit of the remote has only through a graft'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.pushUnchecked('origin', 'main');
    world.git('fetch', '--quiet', 'origin');
    const base = world.git('rev-parse', 'HEAD').trim();
    world.git('checkout', '--quiet', '--orphan', 'old');
    const old = world.leak().git('rev-parse', 'HEAD').trim();
    world.repository.write('.git/info/grafts', `${base} ${old}\n`);
    return world.push('origin', 'old:new');
  },
  'a relative address of a repository that was moved'(world) {
    const at = (folder: string) => world.at(`${folder}/x.git`);
    for (const folder of ['one', 'two']) {
      mkdirSync(world.at(folder));
      world.make(`${folder}/x.git`);
    }
    world.git('clone', '--quiet', at('one'), world.at('one/work'));
    const work = new Repository(world.at('one/work'));
    const hook = world.repository.read('.git/hooks/pre-push');
    work.write('.git/hooks/pre-push', hook).run('chmod', ['+x', '.git/hooks/pre-push']);
    work.git('remote', 'set-url', 'origin', '../x.git');
    work.stage('k.txt', `k=${sample.accessKeyId()}\n`).commit();
    work.git('push', '--quiet', '--no-verify', 'origin', 'HEAD:main');
    work.git('fetch', '--quiet', 'origin');
    work.run('mv', [world.at('one/work'), world.at('two/work')], { cwd: world.folder });
    return new Repository(world.at('two/work')).tryGit('push', '--quiet', 'origin', 'HEAD:new');
  },
  'a push by address'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.leak().pushUnchecked('origin', 'main');
    return world.push(world.at('b.git'), 'main');
  },
  'remote.pushDefault'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.git('remote', 'add', 'public', world.at('b.git'));
    world.git('config', 'remote.pushDefault', 'public');
    world.leak().pushUnchecked('origin', 'main');
    world.git('fetch', '--quiet', 'origin');
    return world.push();
  },
  'tracking refs in the namespace of another remote'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.git('remote', 'add', 'public', world.at('b.git'));
    world.git('config', 'remote.public.fetch', '+refs/heads/*:refs/remotes/origin/*');
    world.leak().pushUnchecked('origin', 'main');
    world.git('fetch', '--quiet', 'origin');
    return world.push('public', 'main:new');
  },
  '--mirror'(world) {
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.leak().pushUnchecked('origin', 'main');
    world.git('remote', 'set-url', 'origin', world.at('b.git'));
    return world.push('--mirror', 'origin');
  },
};

describe('a push of commits that the remote lacks', () => {
  test.each(Object.entries(STALE))('is blocked: %s', (_, run) => {
    const { code, output } = run(new World('a.git', 'b.git'));
    expect(output).toContain('keyward: push blocked: 1 AWS credential in ');
    expect(code).not.toBe(0);
  });
});

/** Pushes of a history with a key that the remote already has. */
const ORDINARY: Readonly<Record<string, (world: World) => Outcome>> = {
  'a clean commit': (world) => world.clean().push('origin', 'main'),
  'nothing new': (world) => world.push('origin', 'main'),
  'a new branch after a fetch'(world) {
    world.git('fetch', '--quiet', 'origin');
    return world.clean().push('origin', 'main:new');
  },
  'a new branch after an earlier push': (world) => {
    expect(world.clean().push('origin', 'main').output).toBe('');
    return world.clean().push('origin', 'main:new');
  },
  'a new branch after a fetch from another remote'(world) {
    world.git('fetch', '--quiet', 'origin');
    expect(world.clean().push('origin', 'main:one').output).toBe('');
    world.git('remote', 'add', 'upstream', world.at('b.git'));
    world.git('push', '--quiet', '--no-verify', 'upstream', 'main');
    world.git('fetch', '--quiet', 'upstream');
    return world.clean().push('origin', 'main:two');
  },
  'a new tag'(world) {
    world.git('fetch', '--quiet', 'origin');
    world.git('tag', '--annotate', '--message', 'v1', 'v1');
    return world.push('origin', 'v1');
  },
  'a deletion'(world) {
    world.pushUnchecked('origin', 'main:gone');
    return world.push('origin', '--delete', 'gone');
  },
  'an existing ref with a key in its name'(world) {
    const name = `fix-${sample.accessKeyId()}`;
    world.pushUnchecked('origin', `main:${name}`);
    return world.clean().push('origin', `main:${name}`);
  },
  'a local branch with a key in its name, to a ref of another name'(world) {
    world.git('fetch', '--quiet', 'origin');
    world.git('checkout', '--quiet', '-b', `fix-${sample.accessKeyId()}`);
    return world.clean().push('origin', 'HEAD:fix');
  },
  'a force-push over a known commit'(world) {
    world.clean().pushUnchecked('origin', 'main');
    world.git('reset', '--quiet', '--hard', 'HEAD~1');
    return world.clean().push('--force', 'origin', 'main');
  },
  'a tag of a clean blob'(world) {
    world.git('tag', 'blob', 'HEAD:a.txt');
    return world.push('origin', 'blob');
  },
  'a branch with a non-ASCII space in its name': (world) =>
    world.clean().push('origin', 'HEAD:main', 'HEAD:refs/heads/a\u3000b'),
  'a revision expression with spaces': (world) =>
    world.clean().push('origin', 'HEAD@{0 seconds ago}:refs/heads/main'),
};

describe('a push to a remote that has an old key', () => {
  function withOldKey(): World {
    const world = new World('a.git', 'b.git');
    world.git('remote', 'add', 'origin', world.at('a.git'));
    world.leak().pushUnchecked('origin', 'main');
    return world;
  }

  test.each(Object.entries(ORDINARY))('passes silently: %s', (_, run) => {
    expect(run(withOldKey())).toMatchObject({ code: 0, output: '' });
  });

  test('passes silently: a new branch in a fresh clone', () => {
    const world = withOldKey();
    world.git('clone', '--quiet', world.at('a.git'), world.at('clone'));
    const clone = new Repository(world.at('clone'));
    const hook = world.repository.read('.git/hooks/pre-push');
    clone.write('.git/hooks/pre-push', hook).run('chmod', ['+x', '.git/hooks/pre-push']);
    clone.git('checkout', '--quiet', '-b', 'topic');
    clone.stage('c.txt', 'c\n').commit();
    expect(clone.tryGit('push', '--quiet', 'origin', 'topic')).toMatchObject({ code: 0, output: '' });
  });

  test('names the remotes that have the key and how to continue, if the state of the remote is unknown', () => {
    const world = withOldKey();
    const blocked = world.clean().push('origin', 'main:new');
    expect(blocked.code).not.toBe(0);
    expect(blocked.output).toContain('already on origin/main, as far as this clone knows');
    expect(blocked.output).toContain('git fetch --prune origin');
    world.git('fetch', '--quiet', '--prune', 'origin');
    expect(world.push('origin', 'main:new')).toMatchObject({ code: 0, output: '' });
  });

  test('does not store the password in an address', () => {
    const world = withOldKey();
    const url = 'https://me:hunter2hunter2@example.com/x.git';
    const line = `refs/heads/main ${world.git('rev-parse', 'HEAD').trim()} refs/heads/main ${'0'.repeat(40)}\n`;
    world.repository.run(process.execPath, [CLI, 'hook', 'pre-push', '--', url, url], { input: line });
    const stored = world.repository.run('grep', ['-r', 'hunter2', '.git/keyward']);
    expect(stored.stdout).toBe('');
  });
});

/** Parts of a push that may contain a key, other than files and messages. */
const PARTS: Readonly<Record<string, (world: World, key: string) => readonly [string, string]>> = {
  'the name of a branch': (_, key) => [`main:fix-${key}`, 'in the name of the branch or tag'],
  'the name of a lightweight tag'(world, key) {
    world.git('tag', `v-${key}`);
    return [`v-${key}`, 'in the name of the branch or tag'];
  },
  'the author’s name'(world, key) {
    world.git('commit', '--quiet', '--allow-empty', '-m', 'x', `--author=bot ${key} <a@example.com>`);
    return ['main', 'commit header (author, committer or tagger):3:'];
  },
  'the committer’s address'(world, key) {
    const env = { GIT_COMMITTER_EMAIL: `${key}@example.com` };
    world.repository.run('git', ['commit', '--quiet', '--allow-empty', '-m', 'x'], { env });
    return ['main', 'commit header (author, committer or tagger):4:'];
  },
  'the tagger’s name'(world, key) {
    const env = { GIT_COMMITTER_NAME: key };
    world.repository.run('git', ['tag', '--annotate', '--message', 'x', 'v1'], { env });
    return ['v1', 'commit header (author, committer or tagger):4:'];
  },
  'the message of a nested tag'(world, key) {
    world.git('tag', '--annotate', '--message', key, 'inner');
    world.git('tag', '--annotate', '--message', 'x', 'middle', 'inner');
    world.git('tag', '--annotate', '--message', 'x', 'outer', 'middle');
    return ['outer', 'commit message:1:1'];
  },
  'a blob'(world, key) {
    const { stdout } = world.repository.run('git', ['hash-object', '-w', '--stdin'], { input: key });
    world.git('tag', 'blob', stdout.trim());
    return ['blob', 'refs/tags/blob:1:1'];
  },
  'an annotated tag of a tree'(world, key) {
    world.repository.stage('c.txt', `${key}\n`);
    world.git('tag', '--annotate', '--message', 'x', 'tree', world.git('write-tree').trim());
    world.git('reset', '--quiet', '--hard');
    return ['tree', 'c.txt:1:1'];
  },
};

test.each(Object.entries(PARTS))('a key in %s is found by a push and by an audit', (_, make) => {
  const world = new World('a.git');
  world.git('remote', 'add', 'origin', world.at('a.git'));
  expect(world.push('origin', 'main').code).toBe(0);
  const key = sample.accessKeyId();
  const [refspec, place] = make(world, key);
  const blocked = world.push('origin', refspec);
  expect(blocked.output).toContain(place);
  expect(blocked.output).not.toContain(key);
  expect(blocked.code).not.toBe(0);
  if (refspec.includes(':')) world.git('branch', refspec.slice('main:'.length));
  expect(world.repository.run(process.execPath, [CLI, 'audit']).code).toBe(1);
});

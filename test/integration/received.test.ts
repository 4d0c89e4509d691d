import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cleanEnvironment, Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const withKey = () => `key = ${sample.accessKeyId()}\n`;

/** Returns a bare repository whose hook runs `keyward scan --pre-receive`. */
function server(...options: string[]): Repository {
  const bare = new Repository(temporaryFolder());
  bare.git('init', '--quiet', '--bare', '--initial-branch=main');
  const hook = join(bare.directory, 'hooks', 'pre-receive');
  const words = [process.execPath, CLI, 'scan', '--pre-receive', ...options];
  writeFileSync(hook, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')}\n`);
  chmodSync(hook, 0o755);
  return bare;
}

/** Returns a repository with one commit and a server as its remote. */
function clientOf(address: string): Repository {
  const client = Repository.create().stage('a.txt', 'a\n').commit('start');
  client.git('remote', 'add', 'origin', address);
  return client;
}

const refsOf = (bare: Repository) => bare.git('for-each-ref', '--format=%(refname:short)').trim();
const objectsOf = (bare: Repository) => bare.git('count-objects', '-v');

describe('a server with the pre-receive hook', () => {
  test('accepts clean pushes in silence, and refuses a commit with a key', () => {
    const bare = server();
    const client = clientOf(bare.directory);
    const clean = client.tryGit('push', '--quiet', 'origin', 'main');
    expect(clean).toMatchObject({ code: 0, output: '' });
    const before = objectsOf(bare);
    client.stage('k.txt', withKey()).commit('key').stage('k.txt', 'gone\n').commit('gone');
    const refused = client.tryGit('push', 'origin', 'main', 'main:other');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('keyward: push blocked: 1 AWS credential in k.txt:1:7');
    expect(refused.output).toContain('pre-receive hook declined');
    // once, although two branches bring it; and nothing of it is kept
    expect(refused.output.match(/push blocked/g)).toHaveLength(1);
    expect(refused.output).not.toContain(client.git('show', 'HEAD~1:k.txt').slice(6, 26));
    expect(refsOf(bare)).toBe('main');
    expect(objectsOf(bare)).toBe(before);
  });

  test('scans only what no branch or tag has, and accepts deletions', () => {
    const bare = server();
    const client = clientOf(bare.directory).stage('k.txt', withKey()).commit('key');
    // the key was there before the hook
    bare.git('fetch', '--quiet', client.directory, 'main:main');
    client.stage('k.txt', 'gone\n').commit('gone').git('branch', 'other');
    expect(client.tryGit('push', 'origin', 'main', 'other').code).toBe(0);
    expect(client.tryGit('push', 'origin', ':other').code).toBe(0);
    expect(refsOf(bare)).toBe('main');
    client.stage('b.txt', 'b\n').commit();
    expect(client.tryGit('push', 'origin', 'main~1:refs/heads/third', 'main').code).toBe(0);
  });

  test('scans messages, tags, names of refs, and trees and blobs that refs point to', () => {
    const bare = server();
    const client = clientOf(bare.directory);
    client.git('push', '--quiet', 'origin', 'main');
    client.git('tag', '--annotate', '--message', withKey(), 'v1');
    expect(client.tryGit('push', 'origin', 'v1').output).toContain('push blocked');
    expect(client.tryGit('push', 'origin', `main:refs/heads/${sample.accessKeyId()}`).code).toBe(1);
    const blob = client.stage('k.txt', withKey()).git('rev-parse', ':k.txt').trim();
    client.git('tag', 'blob', blob);
    expect(client.tryGit('push', 'origin', 'blob').output).toContain('push blocked');
    client.git('reset', '--quiet', '--hard');
    client.commit(withKey());
    expect(client.tryGit('push', 'origin', 'main').output).toContain('push blocked');
    expect(refsOf(bare)).toBe('main');
  });

  test('applies the allowlist that a push brings, and refuses one that it cannot read', () => {
    const bare = server();
    const client = clientOf(bare.directory).stage('k.txt', withKey()).commit('key');
    const { output } = client.tryGit('push', 'origin', 'main');
    const [fingerprint = ''] = /kw1_[0-9a-f]{32}/.exec(output) ?? [];
    expect(keyward(client, ['allow', fingerprint, '--reason', 'made up']).code).toBe(0);
    client.commit('allow');
    expect(client.tryGit('push', 'origin', 'main').code).toBe(0);
    client.stage('.keyward-allowlist.json', '{').commit('broken');
    expect(client.tryGit('push', 'origin', 'main').code).toBe(1);
  });

  test('refuses a push in one line if the time is over', () => {
    const bare = server('--budget', '5ms');
    const client = clientOf(bare.directory);
    const { code, output } = client.tryGit('push', 'origin', 'main');
    expect(code).toBe(1);
    expect(output.match(/^remote: keyward.*$/gm)).toEqual([
      expect.stringContaining('was not finished within 0.005 seconds'),
    ]);
    expect(refsOf(bare)).toBe('');
    const enough = server('--budget=60s');
    expect(client.tryGit('push', enough.directory, 'main')).toMatchObject({ code: 0 });
    client.stage('k.txt', withKey()).commit();
    expect(client.tryGit('push', enough.directory, 'main').output).toContain('push blocked');
  });

  test('works over the network', async () => {
    const bare = server();
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    const words = ['daemon', '--reuseaddr', '--export-all', '--enable=receive-pack', '--listen=127.0.0.1'];
    const daemon = spawn('git', [...words, `--port=${port}`, `--base-path=${bare.directory}`], {
      env: cleanEnvironment(),
      stdio: 'ignore',
      detached: true,
    });
    onTestFinished(() => void process.kill(-(daemon.pid ?? 0)));
    await reachable(port);
    const client = clientOf(`git://127.0.0.1:${port}/`);
    expect(client.tryGit('push', 'origin', 'main')).toMatchObject({ code: 0 });
    client.stage('k.txt', withKey()).commit();
    expect(client.tryGit('push', 'origin', 'main').output).toContain('remote: keyward: push blocked');
  });
});

async function reachable(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      sleep(1000, false),
    ]);
    socket.destroy();
    if (isOpen) return;
    await sleep(100);
  }
  throw new Error('git daemon does not listen');
}

test('any other input than that of git is refused', () => {
  const repository = Repository.create().commit();
  for (const input of ['refs/heads/main\n', 'x y refs/heads/main\n', `${'0'.repeat(40)} HEAD refs/heads/a\n`])
    expect(keyward(repository, ['scan', '--pre-receive'], { input }).code).toBe(2);
  expect(keyward(repository, ['scan', '--pre-receive'], { input: '' }).code).toBe(0);
  for (const budget of ['4', '0s', 'soon', '4m'])
    expect(keyward(repository, ['scan', '--pre-receive', '--budget', budget], { input: '' }).code).toBe(2);
  expect(keyward(repository, ['scan', '--pre-receive', '--json'], { input: '' }).code).toBe(2);
  expect(existsSync(join(repository.directory, '.git', 'keyward'))).toBe(false);
  expect(readdirSync(repository.directory)).toEqual(['.git']);
});

import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit, lettersAndDigits, line, repositoryWith } from '../helpers/audit.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

function htmlOf(repository: Repository, ...args: string[]): string {
  const { code, stdout, output } = audit(repository, '--format', 'html', ...args);
  expect(code, output).toBeLessThan(2);
  return stdout;
}

/** The cards of a report, without tags. */
function cardsOf(html: string): string[] {
  const cards = [...html.matchAll(/<section class="card"[^>]*>([^]*?)<\/section>/g)];
  return cards.map(([, card = '']) => card.replace(/<[^>]*>/g, ' '));
}

function commitAt(repository: Repository, day: string): void {
  const date = `${day}T12:00:00+0000`;
  const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const { code } = repository.run('git', ['commit', '--quiet', '--no-verify', '-m', 'x'], { env });
  expect(code).toBe(0);
}

describe('names the repository', () => {
  test('with its branch and commit, and the day', () => {
    const repository = repositoryWith(line());
    const head = repository.git('rev-parse', '--short', 'HEAD').trim();
    const html = htmlOf(repository);
    expect(html).toContain(
      `<strong>${basename(repository.directory)}</strong> · main · <code>${head}</code>`,
    );
    expect(html).toContain(new Date().toISOString().slice(0, 10));
    expect(html).toContain(`<title>keyward audit: ${basename(repository.directory)}</title>`);
  });

  test('without a branch, without a commit, and bare', () => {
    const detached = repositoryWith(line());
    detached.git('checkout', '--quiet', '--detach');
    expect(htmlOf(detached)).toMatch(/<\/strong> · no branch · <code>[\da-f]{7}/);
    expect(htmlOf(Repository.create())).toMatch(/<\/strong> · main<\/p>/);
    const bare = new Repository(temporaryFolder());
    bare.git('clone', '--quiet', '--bare', detached.directory, 'a<b.git');
    const inside = new Repository(`${bare.directory}/a<b.git`);
    expect(htmlOf(inside)).toContain('<strong>a&#60;b</strong>');
  });

  test('redacts a key in the names of the folder and the branch', () => {
    const value = lettersAndDigits();
    const id = sample.accessKeyId();
    const outer = new Repository(temporaryFolder());
    outer.git('init', '--quiet', `--initial-branch=x-${value}`, `backup-${id}`);
    const repository = new Repository(`${outer.directory}/backup-${id}`);
    repository.stage('a.txt', `aws_secret_access_key = ${value}\n`).commit();
    const html = htmlOf(repository);
    expect(html).toContain(`backup-${id.slice(0, 4)}`);
    expect(html).not.toContain(id);
    expect(html).not.toContain(value);
  });
});

describe('cards', () => {
  test('one for an ID, its secret key and its session token', () => {
    const [id, secret, token] = [sample.accessKeyId('ASIA'), sample.secretAccessKey(), sample.sessionToken()];
    const lines = [
      `AWS_ACCESS_KEY_ID=${id}`,
      `AWS_SECRET_ACCESS_KEY=${secret}`,
      `AWS_SESSION_TOKEN=${token}`,
    ];
    const html = htmlOf(repositoryWith(`${lines.join('\n')}\n`));
    expect(html).toContain(
      '<h1>do not make this repository public yet: 1 AWS credential in its history</h1>',
    );
    const [card = '', ...others] = cardsOf(html);
    expect(others).toEqual([]);
    for (const value of [id, secret, token]) expect(card).toContain(value.slice(0, 4));
    for (const place of [1, 2, 3]) expect(card).toContain(`README:${place}:`);
    expect(card.match(/kw1_[\da-f]{32}/g)).toHaveLength(3);
  });

  test('and the verdict and the steps of the text report, where no commit contains the key', () => {
    const repository = repositoryWith('x\n');
    repository.stage('a.txt', line()).stage('a.txt', 'y\n').commit();
    const html = htmlOf(repository);
    expect(html).toContain('<h1>1 AWS credential in objects that no commit contains');
    expect(html).toContain('If a key has ever left this machine');
    expect(html).not.toContain('do not make this repository public');
  });

  test('say when a credential was since removed', () => {
    const repository = repositoryWith(line());
    repository.stage('still.txt', line()).stage('README', 'x\n').commit(`with ${sample.accessKeyId()}`);
    const cards = cardsOf(htmlOf(repository));
    expect(cards).toHaveLength(3);
    // a message is never taken out of its commit
    expect(cards.filter((card) => card.includes('since removed'))).toEqual([
      expect.stringContaining('README:1') as string,
    ]);
  });

  test('what others may have is the first', () => {
    const origin = Repository.create('--bare');
    const repository = repositoryWith();
    repository.git('remote', 'add', 'origin', origin.directory);
    repository.stage('pushed.txt', line()).commit();
    repository.git('rm', '--quiet', 'pushed.txt');
    repository.commit().git('push', '--quiet', 'origin', 'main');
    repository.stage('local.env', `AWS_SECRET_ACCESS_KEY=${sample.secretAccessKey()}\n`).commit();
    const places = cardsOf(htmlOf(repository)).map((card) => /pushed\.txt|local\.env/.exec(card)?.[0]);
    expect(places).toEqual(['pushed.txt', 'local.env']);
  });
});

describe('the timeline', () => {
  test('is left out if everything happened on one day', () => {
    expect(htmlOf(repositoryWith(line()))).not.toContain('class="timeline"');
    const repository = repositoryWith().stage('a.txt', line());
    commitAt(repository, '2024-03-01');
    repository.git('rm', '--quiet', 'a.txt');
    commitAt(repository, '2024-05-01');
    expect(htmlOf(repository)).not.toContain('class="timeline"');
  });

  test('shows two days or more', () => {
    const repository = repositoryWith().stage('a.txt', line());
    commitAt(repository, '2024-03-01');
    const html = htmlOf(repository);
    expect(html).toContain('class="timeline"');
    expect(html).toContain('<span>2024-03-01</span>');
  });
});

test.each(['en', 'ja'])('has a table of contents above ten credentials, in %s', (language) => {
  const repository = Repository.create();
  for (let file = 1; file <= 10; file += 1) repository.stage(`f${file}.txt`, line());
  repository.commit();
  expect(htmlOf(repository, '--lang', language)).not.toContain('<nav>');
  repository.stage('one-more.txt', line()).commit();
  const html = htmlOf(repository, '--lang', language);
  const links = [...(/<nav>[^]*<\/nav>/.exec(html)?.[0] ?? '').matchAll(/href="#(.*?)"/g)];
  expect(links).toHaveLength(11);
  for (const [, anchor] of links) expect(html).toContain(`id="${anchor}"`);
  expect(html).toContain('<a href="#steps">');
});

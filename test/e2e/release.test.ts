import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { addressesOf } from '../../scripts/addresses.mjs';
import { filesIn, Repository, temporaryFolder } from '../helpers/repository.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = 'https://example.com/them/keyward';

/** The parts of the repository that a release needs, with changes to package.json. */
function copyOfProject(changes: object = { repository: PAGE }): Repository {
  const copy = new Repository(temporaryFolder());
  for (const name of [
    ...['dist', 'docs', 'hooks', 'scripts', 'action.yml', 'package.json'],
    ...['README.md', 'README.ja.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'SECURITY.md'],
  ])
    cpSync(join(ROOT, name), join(copy.directory, name), { recursive: true });
  const manifest = JSON.parse(copy.read('package.json')) as object;
  return copy.write('package.json', JSON.stringify({ ...manifest, ...changes }));
}

/** Unpacks a tarball, and returns the folder of the package. */
function unpack(tarball: string): Repository {
  const folder = new Repository(temporaryFolder());
  expect(folder.run('tar', ['-xzf', tarball]).code).toBe(0);
  return new Repository(join(folder.directory, 'package'));
}

/** Packs the package of a copy, and unpacks it. */
function published(copy: Repository): Repository {
  const { code, stdout, output } = copy.run('node', ['scripts/release.mjs', 'pack', 'release']);
  expect(code, output).toBe(0);
  return unpack(stdout.trim());
}

/** The targets of all links and images in a page, except in blocks of code. */
function linksIn(page: string): string[] {
  const text = page.replaceAll(/^```[^]*?^```$/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)|\bsrc(?:set)?="([^"]+)"/g)].map(
    ([, link, image]) => link ?? image ?? '',
  );
}

describe('the published package', () => {
  test('has the files of the repository, and nothing to run at installation', () => {
    const copy = copyOfProject();
    const [before, after] = [unpack(packedByNpm(copy)), published(copy)];
    const names = (folder: Repository) =>
      filesIn(folder.directory).map((path) => path.slice(folder.directory.length + 1));
    expect(names(after)).toEqual(names(before));
    for (const name of names(after))
      if (!/^package\.json$|\.md$/.test(name)) {
        expect(after.read(name) === before.read(name), name).toBe(true);
      }
    const manifest = JSON.parse(after.read('package.json')) as object;
    const { scripts, devDependencies, ...kept } = JSON.parse(before.read('package.json')) as Record<
      string,
      unknown
    >;
    expect(scripts).toHaveProperty('prepare');
    expect(devDependencies).toBeDefined();
    expect(manifest).toEqual({ ...kept, ...addressesOf({ repository: PAGE })?.fields });
  });

  test('has only links that lead to files of the tag, or elsewhere', () => {
    const copy = copyOfProject().write('docs/shown.svg', '<svg/>\n');
    const more = [
      ...[
        '![a commit](docs/shown.svg)',
        '<img src="docs/shown.svg">',
        '[top](#keyward)',
        '[git](https://git-scm.com)',
      ],
      ...['```md', '[code](docs/not-there.md)', '```'],
    ];
    copy.write('README.md', `${copy.read('README.md')}\n${more.join('\n')}\n`);
    const after = published(copy);
    for (const page of ['README.md', 'README.ja.md', 'CHANGELOG.md']) {
      const [before, links] = [linksIn(copy.read(page)), linksIn(after.read(page))];
      expect(links.length).toBe(before.length);
      for (const [index, link] of before.entries())
        if (/^(?:https?:|#)/.test(link)) expect(links[index]).toBe(link);
        else {
          const kind = link.endsWith('.svg') ? 'raw' : 'blob';
          expect(links[index]).toBe(`${PAGE}/${kind}/v0.1.0/${link}`);
          expect(existsSync(join(copy.directory, link.replace(/#.*/, ''))), link).toBe(true);
        }
    }
    expect(linksIn(after.read('README.md')).length).toBeGreaterThan(10);
    expect(after.read('README.md')).toContain('[code](docs/not-there.md)');
  });

  test('is not packed if a page links to a missing file', () => {
    const copy = copyOfProject();
    copy.write('README.md', `${copy.read('README.md')}\n[gone](docs/gone.md)\n`);
    const { code, output } = copy.run('node', ['scripts/release.mjs', 'pack', 'release']);
    expect(code).not.toBe(0);
    expect(output).toContain('README.md links to docs/gone.md, which does not exist');
  });

  test('is what the tests of this folder install', () => {
    expect(unpack(inject('tarball')).read('package.json')).not.toContain('"scripts"');
  });
});

/** Packs without the release script. */
function packedByNpm(copy: Repository): string {
  const folder = temporaryFolder();
  const { stdout } = copy.run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
  return join(folder, stdout.trim());
}

describe('the check before a release', () => {
  const check = (copy: Repository, ...tag: string[]) => {
    const { code, stderr } = copy.run('node', ['scripts/release.mjs', 'check', ...tag]);
    return { code, problems: stderr.trimEnd().split('\n').filter(Boolean) };
  };
  const dated = (copy: Repository) =>
    copy.write('CHANGELOG.md', copy.read('CHANGELOG.md').replace(/^## .*$/m, '## 0.1.0 (2026-12-01)'));

  test('passes when everything is there', () => {
    expect(check(dated(copyOfProject()), 'v0.1.0')).toEqual({ code: 0, problems: [] });
  });

  test.each<[string, object, RegExp]>([
    ['no repository', { repository: undefined }, /no repository: npm pkg set repository=/],
    ['an empty repository', { repository: '' }, /no repository/],
    ['an address with a password', { repository: 'https://a:b@example.com/them/keyward' }, /no repository/],
    ['another homepage', { repository: PAGE, homepage: 'https://example.com' }, /homepage/],
    ['another page for bugs', { repository: PAGE, bugs: 'https://example.com' }, /bugs/],
    ['another version', { repository: PAGE, version: '0.2.0' }, /the tag is v0\.1\.0/],
  ])('fails with %s', (_, changes, problem) => {
    const { code, problems } = check(dated(copyOfProject(changes)), 'v0.1.0');
    expect(code).toBe(1);
    expect(problems[0]).toMatch(problem);
  });

  test('fails without a dated entry in the changelog, and without a build', () => {
    const copy = copyOfProject();
    copy.write('CHANGELOG.md', '# Changelog\n\n## Unreleased\n').run('rm', ['-r', 'dist']);
    expect(check(copy).problems).toEqual([
      expect.stringContaining('CHANGELOG.md has no heading "## 0.1.0 (YYYY-MM-DD)"'),
      expect.stringContaining('dist is missing'),
    ]);
  });

  test('is a step of the workflow that publishes', () => {
    const workflow = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
    const steps = [...workflow.matchAll(/ run: (.*)$/gm)].map(([, step]) => step);
    expect(steps).toEqual([
      '.ci/run',
      'npm run release:check -- "$GITHUB_REF_NAME"',
      'node scripts/release.mjs pack release',
      'npm publish ./release/*.tgz --provenance --access public',
    ]);
    // the job with the permission to publish runs no code of the project
    const [, publish = ''] = workflow.split('\n  publish:\n');
    expect(publish).toContain('id-token: write');
    expect(publish).not.toContain('checkout');
    expect(workflow.match(/id-token/g)).toHaveLength(1);
    expect(workflow).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
  });
});

test.each([
  ['https://example.com/them/keyward', PAGE],
  ['https://example.com/them/keyward/', PAGE],
  ['git+https://example.com/them/keyward.git', PAGE],
  [{ url: 'git+https://example.com/them/keyward.git' }, PAGE],
  ['https://example.com/group/them/keyward', 'https://example.com/group/them/keyward'],
  ['https://example.com', undefined],
  ['git@example.com:them/keyward.git', undefined],
  ['http://example.com/them/keyward', undefined],
  ['them/keyward', undefined],
  [{}, undefined],
])('the address of %j is %s', (repository, page) => {
  expect(addressesOf({ repository })?.page).toBe(page);
});

// Makes the package that is published. Usage:
//   node scripts/release.mjs check [TAG]   prints what is missing for a release; exits with 1 if anything is
//   node scripts/release.mjs pack FOLDER   packs the built package into FOLDER, and prints the path of the tarball
//
// The package is packed from a copy, because it differs from the repository: its package.json has no scripts (npm warns about
// `prepare`, which the pre-commit framework needs in the repository), and the links in its pages lead to the tag of the version.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { addressesOf } from './addresses.mjs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const addresses = addressesOf(manifest);

const [command, argument] = process.argv.slice(2);
if (command === 'check') {
  const problems = problemsOf(argument);
  for (const problem of problems) console.error(`release: ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} else if (command === 'pack' && argument !== undefined) {
  console.log(pack(resolve(argument)));
} else {
  console.error('usage: node scripts/release.mjs check [TAG] | pack FOLDER');
  process.exitCode = 2;
}

/** Returns what is missing for a release. */
function problemsOf(tag) {
  const { version } = manifest;
  const problems = [];
  if (addresses === undefined)
    problems.push('package.json has no repository: npm pkg set repository=https://HOST/OWNER/NAME');
  for (const name of ['bugs', 'homepage'])
    if (name in manifest)
      problems.push(`package.json has ${name}, which follows from repository: npm pkg delete ${name}`);
  if (tag !== undefined && tag !== `v${version}`)
    problems.push(`the tag is ${tag}, but package.json has version ${version}`);
  const dated = new RegExp(`^## ${version.replaceAll('.', String.raw`\.`)} \\(\\d{4}-\\d\\d-\\d\\d\\)$`, 'm');
  if (!dated.test(readFileSync('CHANGELOG.md', 'utf8')))
    problems.push(`CHANGELOG.md has no heading "## ${version} (YYYY-MM-DD)"`);
  if (!readFileSync('action.yml', 'utf8').includes(`default: ${version}\n`))
    problems.push(`the default version in action.yml is not ${version}`);
  if (!existsSync('dist/cli.cjs')) problems.push('dist is missing: npm run build');
  return problems;
}

/** Packs the package from a copy, and returns the path of the tarball. */
function pack(folder) {
  const copy = mkdtempSync(join(tmpdir(), 'keyward-release-'));
  try {
    const [{ files }] = JSON.parse(npm('.', 'pack', '--dry-run', '--json'));
    for (const { path } of files) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      if (path === 'package.json') writeFileSync(join(copy, path), publishedManifest());
      else if (path.endsWith('.md')) writeFileSync(join(copy, path), withLinksToTag(path));
      else copyFileSync(path, join(copy, path));
    }
    mkdirSync(folder, { recursive: true });
    return join(folder, npm(copy, 'pack', '--silent', '--pack-destination', folder).trim());
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function npm(cwd, ...args) {
  const options = { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  return execFileSync('npm', [...args, '--ignore-scripts'], options);
}

function publishedManifest() {
  const { scripts: _scripts, devDependencies: _devDependencies, ...published } = manifest;
  return `${JSON.stringify({ ...published, ...addresses?.fields }, null, 2)}\n`;
}

/** Returns a page whose relative links are absolute; unchanged as long as the repository has no address. */
function withLinksToTag(page) {
  const parts = readFileSync(page, 'utf8').split(/(^```[^]*?^```$)/m);
  if (addresses === undefined) return parts.join('');
  const target = (kind, link) => {
    if (/^(?:[a-z]+:|#)/.test(link)) return link;
    const path = join(dirname(page), link.replace(/#.*$/, ''));
    if (!existsSync(path)) throw new Error(`${page} links to ${path}, which does not exist`);
    return `${addresses.page}/${kind}/v${manifest.version}/${join(dirname(page), link)}`;
  };
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replaceAll(
              /(!?)(\[[^\]]*\]\()([^)\s]+)\)/g,
              (_, image, text, link) => `${image}${text}${target(image === '' ? 'blob' : 'raw', link)})`,
            )
            .replaceAll(/\b(src|srcset)="([^"\s]+)"/g, (_, name, link) => `${name}="${target('raw', link)}"`),
    )
    .join('');
}

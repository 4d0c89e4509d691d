// Fetches other versions of git and Node. Gits come from Debian through apt, each with the libc it was built for; Nodes come
// from npm. Both are kept in a cache folder (KEYWARD_MATRIX, or a folder in the system's temporary folder).
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

/** The cache folder. */
export const CACHE = resolve(process.env.KEYWARD_MATRIX ?? join(tmpdir(), 'keyward-matrix'));
const CORE = 'usr/lib/git-core';
const REAL = 'usr/lib/git-core-real';

/** Git and the libraries that it links with. Only cloning over HTTP needs more. */
const GIT_PACKAGES = ['git', 'libc6', 'libpcre2-8-0', 'zlib1g'];

/** Runs a program and returns what it prints. */
export function run(program, args, options = {}) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 28, ...options });
}

/** Returns a folder for PATH with the git of a Debian release. It is unpacked once; an incomplete folder is built again. */
export function fetchGit(release) {
  const folder = join(CACHE, release);
  if (!fs.existsSync(folder)) {
    const part = `${folder}.part`;
    fs.rmSync(part, { recursive: true, force: true });
    download(release, part);
    wrapPrograms(part, folder);
    fs.renameSync(part, folder);
  }
  return join(folder, CORE);
}

/** Downloads packages with apt, which checks signatures but knows only one release and no installed package. */
function download(release, folder) {
  const apt = join(folder, 'apt');
  for (const each of ['lists/partial', 'archives/partial'])
    fs.mkdirSync(join(apt, each), { recursive: true });
  // all releases have the same base address as this machine's own
  const base = /^'(\S+?)\/dists\/[a-z]+\/InRelease'/m.exec(run('apt-get', ['--print-uris', 'update']))?.[1];
  if (base === undefined) throw new Error('apt has no sources here');
  fs.writeFileSync(join(apt, 'sources.list'), `deb ${base} ${release} main\n`);
  const options = [
    ...[`Dir::State=${apt}`, `Dir::Cache=${apt}`, `Dir::Etc::sourcelist=${join(apt, 'sources.list')}`],
    ...['Dir::State::status=/dev/null', 'Dir::Etc::sourceparts=/dev/null', 'APT::Update::Error-Mode=any'],
  ].flatMap((option) => ['-o', option]);
  run('apt-get', [...options, 'update']);
  run('apt-get', [...options, 'download', ...GIT_PACKAGES], { cwd: apt });
  for (const file of fs.readdirSync(apt))
    if (file.endsWith('.deb')) run('dpkg-deb', ['-x', join(apt, file), folder]);
  fs.rmSync(apt, { recursive: true });
}

/**
 * Replaces each program in git's exec path by a script that starts the real program with its own libc. Git puts its exec path in
 * front of PATH for its hooks and children, so the folder itself must be replaced. The scripts set git's variables again,
 * because keyward and the tests drop them.
 */
function wrapPrograms(part, folder) {
  fs.renameSync(join(part, CORE), join(part, REAL));
  fs.mkdirSync(join(part, CORE));
  const list = (path) => fs.readdirSync(join(part, path)).map((name) => join(path, name));
  const libraries = ['lib', 'usr/lib']
    .filter((path) => fs.existsSync(join(part, path)))
    .flatMap(list)
    .filter((path) => path.includes('-linux-'));
  const loader = libraries.flatMap(list).find((path) => /\/ld-linux[^/]*\.so\.\d+$/.test(path));
  const quote = (...paths) =>
    `'${paths.map((path) => join(folder, path).replaceAll("'", String.raw`'\''`)).join(':')}'`;
  for (const name of fs.readdirSync(join(part, REAL))) {
    const [real, wrapper] = [join(part, REAL, name), join(part, CORE, name)];
    const isProgram = fs.statSync(real).isFile() && fs.readFileSync(real, 'latin1').startsWith('\x7FELF');
    const script = `#!/bin/sh
export GIT_EXEC_PATH=${quote(CORE)} GIT_TEMPLATE_DIR=${quote('usr/share/git-core/templates')}
export GCONV_PATH=${quote(...libraries.map((path) => join(path, 'gconv')))}
exec ${quote(loader)} --library-path ${quote(...libraries)} ${quote(join(REAL, name))} "$@"
`;
    if (isProgram) fs.writeFileSync(wrapper, script, { mode: 0o755 });
    else fs.symlinkSync(relative(join(part, CORE), real), wrapper);
  }
}

/** Returns a folder for PATH with the newest Node of a major version on npm. */
export function fetchNode(major) {
  const [name, folder] = [`node-${process.platform}-${process.arch}`, join(CACHE, `node-${major}`)];
  fs.mkdirSync(folder, { recursive: true });
  run('npm', ['install', '--prefix', folder, '--loglevel=error', `${name}@${major}`], { cwd: folder });
  return join(folder, 'node_modules', name, 'bin');
}

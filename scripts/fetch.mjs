// Gits and Nodes other than this machine's. Gits come from Debian through apt, each with the libc it was built for, Nodes from
// npm; both go into a cache folder (KEYWARD_MATRIX, or below the system's temporary folder).
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

/** Where all is kept. */
export const CACHE = resolve(process.env.KEYWARD_MATRIX ?? join(tmpdir(), 'keyward-matrix'));
const CORE = 'usr/lib/git-core';
const REAL = 'usr/lib/git-core-real';

/** Git and all that it links with. Only cloning over HTTP needs more. */
const GIT_PACKAGES = ['git', 'libc6', 'libpcre2-8-0', 'zlib1g'];

/** Runs a program and returns what it prints. */
export function run(program, args, options = {}) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 28, ...options });
}

/** A folder for PATH with a release's git. Unpacked once; what was broken off has no name yet, and is made anew. */
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

/** Through an apt that checks signatures as ever, but knows of one release only, and of nothing that is installed. */
function download(release, folder) {
  const apt = join(folder, 'apt');
  for (const each of ['lists/partial', 'archives/partial'])
    fs.mkdirSync(join(apt, each), { recursive: true });
  // the releases lie side by side where this machine's apt gets its own
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
 * Git puts its exec path in front of PATH for its hooks and children, and finds its own programs there. So that folder
 * itself is replaced: each program by a script that starts the real one with its own libc, and tells it anew where its
 * things are, since keyward and the tests drop such variables.
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

/** A folder for PATH with the newest Node of a major version; npm knows which that is. */
export function fetchNode(major) {
  const [name, folder] = [`node-${process.platform}-${process.arch}`, join(CACHE, `node-${major}`)];
  fs.mkdirSync(folder, { recursive: true });
  run('npm', ['install', '--prefix', folder, '--loglevel=error', `${name}@${major}`], { cwd: folder });
  return join(folder, 'node_modules', name, 'bin');
}

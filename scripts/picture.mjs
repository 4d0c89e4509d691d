// Draws a blocked commit as blocked-commit-light.svg and blocked-commit-dark.svg, and in Japanese in a folder ja: `npm run picture` in
// docs, `node scripts/picture.mjs FOLDER` in another folder. The text is what a real `git commit` prints in a throwaway project with the hook. The key is made up, and
// always the same, so that the pictures change only when the message does.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GIT_ENVIRONMENT } from '../bench/git-environment.mjs';
import { widthOf } from '../dist/report/text-layout.js';
import { FakeCredentials } from '../dist/rules/fake-credentials.js';

const HOME = fileURLToPath(new URL('..', import.meta.url));
const COLUMNS = 96;
const SEED = 20_261_130;
/** An account ID from AWS's documentation. */
const ACCOUNT = '111122223333';

const LANGUAGES = [
  {
    folder: '.',
    locale: 'C.UTF-8',
    message: 'Upload pictures',
    title: 'keyward blocks a git commit that contains a made-up AWS key',
  },
  {
    folder: 'ja',
    locale: 'ja_JP.UTF-8',
    message: '画像のアップロード',
    title: 'ダミーの AWS キーを含む git commit を keyward がブロックした画面',
  },
];

const COLORS = {
  light: { text: '#1f2328', back: '#f6f8fa', frame: '#d0d7de', red: '#cf222e', cyan: '#1b7c83' },
  dark: { text: '#e6edf3', back: '#161b22', frame: '#30363d', red: '#ff7b72', cyan: '#39c5cf' },
};

/** Sizes in pixels. A character of a monospace font is 0.6 times as wide as the font's size, so 96 columns fit. */
const [FONT, CELL, LINE, MARGIN, WIDTH] = [14, 8.4, 20, 24, 860];

/** What each ANSI code that keyward uses adds to or removes from the style of the text. */
const ANSI = {
  1: { bold: true },
  22: { bold: false },
  31: { color: 'red' },
  36: { color: 'cyan' },
  39: { color: undefined },
};

const target = process.argv[2] ?? join(HOME, 'docs');
for (const { folder, locale, message, title } of LANGUAGES) {
  const lines = [`$ git commit -m "${message}"`, ...blockedCommit(message, locale).trimEnd().split('\n')];
  for (const [name, colors] of Object.entries(COLORS))
    write(join(target, folder, `blocked-commit-${name}.svg`), draw(lines, title, colors));
}

/** Commits a made-up key where keyward is installed. Returns what git prints on a terminal. */
function blockedCommit(message, locale) {
  const project = mkdtempSync(join(tmpdir(), 'keyward-picture-'));
  const env = terminalEnvironment(join(project, '.bin'), locale);
  const git = (...args) => execFileSync('git', args, { cwd: project, env, stdio: 'pipe' });
  try {
    git('init', '--quiet');
    write(join(project, 'package.json'), '{ "devDependencies": { "keyward": "*" } }\n');
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(HOME, join(project, 'node_modules', 'keyward'), 'junction');
    execFileSync(process.execPath, ['node_modules/keyward/dist/cli.cjs', 'install'], { cwd: project, env });
    const fake = new FakeCredentials(SEED);
    const [id, secret] = [fake.accessKeyIdOf(ACCOUNT), fake.secretAccessKey()];
    const code = `const s3 = new S3Client({\n  accessKeyId: '${id}',\n  secretAccessKey: '${secret}',\n});\n`;
    write(join(project, 'src', 's3.ts'), code);
    git('add', 'src');
    const command = ['commit', '-m', message];
    const { status, stdout, stderr } = spawnSync('git', command, { cwd: project, env, encoding: 'utf8' });
    if (status !== 1 || stdout !== '' || stderr.includes(id) || stderr.includes(secret))
      throw new Error(`unexpected result of git commit: ${status}`);
    return stderr;
  } finally {
    rmSync(project, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Returns an environment in which Node.js treats standard error as a terminal, and which has no settings of this machine. */
function terminalEnvironment(bin, locale) {
  const terminal = `{ isTTY: true, columns: ${COLUMNS}, hasColors: () => true }`;
  write(join(bin, 'terminal.cjs'), `Object.assign(process.stderr, ${terminal});\n`);
  // keyward's hook drops NODE_OPTIONS
  const node = `#!/bin/sh\nexec '${process.execPath}' --require '${join(bin, 'terminal.cjs')}' "$@"\n`;
  write(join(bin, 'node'), node, 0o755);
  const dropped = Object.keys(process.env).filter((name) =>
    /^(?:CI|NODE_ENV|LC_.*|(?:NO|FORCE)_COLOR|PRE_COMMIT)$/.test(name),
  );
  return {
    ...GIT_ENVIRONMENT,
    ...Object.fromEntries(dropped.map((name) => [name, undefined])),
    LANG: locale,
    PATH: bin + delimiter + process.env.PATH,
  };
}

function write(path, content, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}

function draw(lines, title, colors) {
  const rows = lines.map((line, index) => `<text y="${MARGIN + FONT + index * LINE}">${spans(line)}</text>`);
  const height = 2 * MARGIN + lines.length * LINE;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${title}</title>
<style>
text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: ${FONT}px; fill: ${colors.text} }
.bold { font-weight: bold } .red { fill: ${colors.red} } .cyan { fill: ${colors.cyan} }
</style>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6" fill="${colors.back}" stroke="${colors.frame}"/>
<g xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

/** Converts a line with ANSI codes to SVG. */
function spans(line) {
  const [first, ...styled] = line.split('\u001B[');
  let style = {};
  let column = 0;
  const span = (words) =>
    words
      .split(/([\u3000-\uFFEF]+| {2,})/)
      .filter(Boolean)
      .map((part) => {
        const [x, width] = [column, widthOf(part)];
        column += width;
        return part.trim() === '' ? '' : tspan(part, x, width, style);
      });
  return [
    ...span(first),
    ...styled.flatMap((part) => {
      const [, code, words] = /^(\d+)m(.*)$/.exec(part);
      if (!(code in ANSI)) throw new Error(`unknown ANSI code ${code}`);
      style = { ...style, ...ANSI[code] };
      return span(words);
    }),
  ].join('');
}

/** Draws characters of one style and one width at a column. Its width is set, because fonts for Japanese differ. */
function tspan(words, column, width, { color, bold }) {
  const classes = [color, bold && 'bold'].filter(Boolean).join(' ');
  const attributes = [
    `x="${(MARGIN + column * CELL).toFixed(1)}"`,
    `textLength="${(width * CELL).toFixed(1)}"`,
    ...(classes === '' ? [] : [`class="${classes}"`]),
  ];
  return `<tspan ${attributes.join(' ')}>${escape(words)}</tspan>`;
}

function escape(words) {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

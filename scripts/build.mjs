// Builds the library (tsc: readable ESM and types), the command line (one CommonJS file) and the JSON Schemas.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { toJSONSchema } from 'zod/mini';
import { addressesOf } from './addresses.mjs';
import { importSource } from './import-source.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { version } = manifest;
const homepage = addressesOf(manifest)?.fields.homepage ?? '';
rmSync('dist', { recursive: true, force: true });

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});

// An old Node, from 16.9 on, must be able to parse this file to print this error. Hence the syntax target below.
const banner = `#!/usr/bin/env node
"use strict";
// until a scan has ended, even if this file was cut
process.exitCode = 2;
(function (v) { if (v[0] < 20 || (v[0] == 20 && v[1] < 19)) { console.error("keyward: Node.js 20.19 or newer is needed; this is " + process.versions.node + ". / Node.js 20.19 以上が必要です。"); process.exit(2); } })(process.versions.node.split("."));`;

const bundle = await rolldown({
  input: { cli: 'src/cli/entry.ts', 'audit-worker': 'src/audit/worker.ts' },
  platform: 'node',
  plugins: [
    withoutExamples(),
    withPatterns(),
    loadedWhenUsed({
      'node:child_process': ['execFile', 'spawn', 'spawnSync'],
      'node:crypto': ['createHash', 'randomInt'],
      'node:zlib': [
        ...['brotliDecompressSync', 'constants', 'crc32'],
        ...['createInflate', 'inflateRawSync', 'inflateSync'],
      ],
    }),
  ],
  // jsonc-parser's main is UMD, which cannot be bundled
  resolve: { mainFields: ['module', 'main'] },
  transform: {
    target: 'node16.9',
    define: {
      KEYWARD_VERSION: JSON.stringify(version),
      KEYWARD_HOMEPAGE: JSON.stringify(homepage),
      KEYWARD_RULES: JSON.stringify(rulesVersion()),
    },
  },
});
// A clean scan loads cli.cjs, cli/start.cjs and cli/scan.cjs; a scan with findings loads cli/finding.cjs too. Fewer, larger files
// are faster, because Node spends more time per file than per byte.
await bundle.write({
  dir: 'dist',
  format: 'cjs',
  entryFileNames: ({ name }) => (name === 'cli' ? 'cli.cjs' : 'cli/[name].cjs'),
  chunkFileNames: 'cli/[name].cjs',
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  codeSplitting: {
    groups: [
      { name: 'start', test: /src\/(?:cli\/main|shared\/shell-quote)\.ts/ },
      {
        name: 'scan',
        test: /src\/(?:rules\/(?!rule-self-test|redact-text)|decode\/|scan\/(?:detect|keyword-search|scan|collect|measure|added-lines|previous-values|unscanned|redact-path)\.ts|shared\/(?:fragment|fingerprint)\.ts|cli\/run-scan)/,
      },
      {
        name: 'finding',
        test: /src\/(?:scan\/(?:judge|found-values|credential)|fix\/(?:languages|lexer)|shared\/(?:unwanted-files|env-var-idioms|multi-search)|policy\/(?:allowlist|load-policy)|rules\/redact-text|report\/(?:text|text-context|text-layout|policy-notes-text|terminal-escape|advice\/[\w-]+)|cli\/(?:text-reporter|load-messages|color|report-context|runner|last-blocked)|install\/package-manager)\.ts/,
      },
    ],
  },
  banner: (chunk) => (chunk.isEntry && chunk.name === 'cli' ? banner : ''),
});
await bundle.close();
finishFiles();
chmodSync('dist/cli.cjs', 0o755);
copyFileSync('src/cli/install-entry.cjs', 'dist/install.cjs');
copyFileSync('src/cli/install-entry.d.cts', 'dist/install.d.cts');

// schemas for editors: the input form, draft 2020-12
for (const name of ['allowlist', 'settings']) {
  const schemas = await import(pathToFileURL(`dist/policy/${name}-schema.js`).href);
  const schema = toJSONSchema(schemas[`${name}Schema`], { io: 'input', unrepresentable: 'any' });
  writeFileSync(`dist/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}

/**
 * Copies the bundler's runtime into every file: it is small, and loading one more file takes longer. Writes all characters in
 * ASCII, because V8 reads such files faster; `String.raw` is used for sources of regular expressions, in which that means the same.
 */
function finishFiles() {
  const runtime = readFileSync('dist/cli/rolldown-runtime.cjs', 'utf8');
  rmSync('dist/cli/rolldown-runtime.cjs');
  for (const name of ['cli.cjs', ...readdirSync('dist/cli').map((each) => join('cli', each))]) {
    const file = join('dist', name);
    const text = readFileSync(file, 'utf8').replace(
      /require\("\.\/(?:cli\/)?rolldown-runtime\.cjs"\)/,
      () => `(exports=>{${runtime}return exports})({})`,
    );
    writeFileSync(file, name === 'cli/ja.cjs' ? text : inAscii(text));
  }
}

function inAscii(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns a hash of all sources. The audit's cache of clean objects is valid only for one such hash. */
function rulesVersion() {
  const hash = createHash('sha256');
  for (const file of readdirSync('src', { recursive: true }).toSorted())
    if (file.endsWith('.ts')) hash.update(readFileSync(join('src', file)));
  return hash.digest('hex').slice(0, 16);
}

/** Replaces the expressions of the prefilter, which are derived from rules and decoders, by their text. */
function withPatterns() {
  return {
    name: 'with-patterns',
    async load(id) {
      if (!id.endsWith('/prefilter/patterns.ts')) return undefined;
      const patterns = await importSource(id);
      return Object.entries(patterns)
        .map(([name, list]) => `export const ${name} = () => ${JSON.stringify(list())};\n`)
        .join('');
    },
  };
}

/** Removes the examples of rules, a sixth of the detection code. The command line loads them from the library if needed. */
function withoutExamples() {
  return {
    name: 'without-examples',
    resolveId(id) {
      return id.endsWith('/rules/examples.ts') ? { id: '../rules/examples.js', external: true } : undefined;
    },
    transform(code, id) {
      if (!/src\/rules\/(?:values\/)?[\w-]+\.ts$/.test(id)) return undefined;
      const cuts = [];
      walk(this.parse(code, { lang: 'ts' }), (node) => {
        if (node.type === 'Property' && node.key.name === 'examples') cuts.push(node);
      });
      if (cuts.length === 0) return undefined;
      return cuts.reduceRight(
        (text, { start, end }) => text.slice(0, start) + text.slice(end).replace(/^\s*,/, ''),
        code,
      );
    },
  };
}

function walk(node, visit) {
  visit(node);
  for (const child of Object.values(node))
    for (const each of Array.isArray(child) ? child : [child])
      if (typeof each?.type === 'string') walk(each, visit);
}

/** Loads modules of Node on the first call of one of their functions. Few commits need them, and loading takes milliseconds. */
function loadedWhenUsed(names) {
  return {
    name: 'loaded-when-used',
    resolveId(id, importer) {
      if (!(id in names)) return undefined;
      return importer?.startsWith('\0') ? { id, external: true } : `\0${id}`;
    },
    load(id) {
      const name = id.slice(1);
      if (!id.startsWith('\0') || !(name in names)) return undefined;
      return names[name]
        .map((each) =>
          each === 'constants'
            ? `export const constants = { ${['Z_FINISH', 'Z_SYNC_FLUSH'].map((one) => `get ${one}() { return require('${name}').constants.${one}; }`).join(', ')} };`
            : `export const ${each} = (...given) => require('${name}').${each}(...given);`,
        )
        .join('\n');
    },
  };
}

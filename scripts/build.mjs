// Builds the library (tsc: readable ESM and types), the command line (one CommonJS file) and the JSON Schemas.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});

// An old Node must reach this line to be told so, hence the syntax target below.
const banner = `#!/usr/bin/env node
"use strict";
(function (v) { if (v[0] < 20 || (v[0] == 20 && v[1] < 19)) { console.error("keyward: Node.js 20.19 or newer is needed, this is " + process.versions.node + ". / Node.js 20.19 以上が必要です。"); process.exit(2); } })(process.versions.node.split("."));`;

const bundle = await rolldown({
  input: 'src/cli/main.ts',
  platform: 'node',
  // jsonc-parser's main is UMD, which cannot be bundled
  resolve: { mainFields: ['module', 'main'] },
  transform: { target: 'node14', define: { KEYWARD_VERSION: JSON.stringify(version) } },
});
await bundle.write({ file: 'dist/cli.cjs', format: 'cjs', codeSplitting: false, banner, minify: false });
await bundle.close();
chmodSync('dist/cli.cjs', 0o755);
copyFileSync('src/cli/install-entry.cjs', 'dist/install.cjs');

const { allowlistSchema, settingsSchema, jsonSchema } = await import(
  pathToFileURL('dist/config/schema.js').href
);
writeFileSync('dist/allowlist.schema.json', `${JSON.stringify(jsonSchema(allowlistSchema), null, 2)}\n`);
writeFileSync('dist/settings.schema.json', `${JSON.stringify(jsonSchema(settingsSchema), null, 2)}\n`);

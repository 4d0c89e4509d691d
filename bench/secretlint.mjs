// Installs secretlint from npm, once, in a cache folder (KEYWARD_PEERS, or a folder in the system's temporary folder).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const CACHE = resolve(process.env.KEYWARD_PEERS ?? join(tmpdir(), 'keyward-peers'));
export const SECRETLINT = '12.0.0';

/** Returns its folder, its program, and its settings: the recommended AWS rules, optionally with the rules for IDs. */
export function installSecretlint(enableIDScanRule = false) {
  const home = join(CACHE, `secretlint-${SECRETLINT}`);
  const bin = join(home, 'node_modules', 'secretlint', 'bin', 'secretlint.js');
  if (!existsSync(bin)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{ "private": true }');
    const packages = [
      'secretlint',
      '@secretlint/secretlint-rule-preset-recommend',
      '@secretlint/secretlint-rule-aws',
    ];
    const specs = packages.map((name) => `${name}@${SECRETLINT}`);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', ...specs], { cwd: home, stdio: 'ignore' });
  }
  const config = join(home, `rc-${enableIDScanRule}.json`);
  const aws = { id: '@secretlint/secretlint-rule-aws', options: { enableIDScanRule } };
  const rules = [{ id: '@secretlint/secretlint-rule-preset-recommend', rules: [aws] }];
  writeFileSync(config, JSON.stringify({ rules }));
  return { home, bin, config };
}

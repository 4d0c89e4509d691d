// Runs every `aws …` line of the guide in sh, with the real AWS CLI. The CLI checks service, operation, options, values and
// --query before it connects, and here it connects to a closed port. The CLI's own sample responses show whether the fields of
// --query exist. AWS=PATH selects another aws.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url));
const aws = process.env.AWS ?? execFileSync('sh', ['-c', 'command -v aws'], { encoding: 'utf8' }).trim();
const folder = mkdtempSync(join(tmpdir(), 'keyward-aws-'));
const log = join(folder, 'log');
process.on('exit', () => rmSync(folder, { recursive: true }));

// the output must not be empty, for loops and variables; some of the CLI's samples fail its own checks
writeFileSync(
  join(folder, 'aws'),
  `#!/bin/sh
output=$("$REAL_AWS" "$@" --endpoint-url http://127.0.0.1:9 2>&1)
case $output in *'Could not connect to the endpoint URL'*) ok=0 ;; *) ok=1 ;; esac
sample=$("$REAL_AWS" "$@" --generate-cli-skeleton output 2>/dev/null)
# the sample of a map has other keys; the sample of a list has one element
case "$* $sample" in *SummaryMap* | *Metrics.*) ;; *None*) ok=1 output="no such field: $sample" ;; esac
printf '%s\\n' "$ok" "$*" "$(printf %s "$output" | tr '\\n' ' ')" >> "$LOG"
echo something
`,
  { mode: 0o755 },
);

/** Runs a line; returns the result of the AWS CLI for each of its commands. */
function check(line) {
  writeFileSync(log, '');
  const { status, stderr } = spawnSync('sh', ['-c', line], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: folder + delimiter + process.env.PATH,
      REAL_AWS: aws,
      LOG: log,
      HOME: folder,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      KEY: 'A'.repeat(20),
      OWNER: 'some-user',
      ROLE: 'some-role',
    },
  });
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  const calls = Array.from({ length: lines.length / 3 }, (_, index) => ({
    ok: lines[index * 3] === '0',
    command: lines[index * 3 + 1],
    output: lines[index * 3 + 2],
  }));
  return {
    calls,
    ok: status === 0 && stderr === '' && calls.length > 0 && calls.every(({ ok }) => ok),
    stderr,
  };
}

// make sure that the check fails for wrong commands
for (const wrong of [
  'aws iam update-access-keys --status Inactive',
  'aws iam update-access-key --access-key-id "$KEY"',
  'aws ec2 describe-regions --every-region',
  "aws ec2 describe-regions --query 'Regions[.RegionName'",
  "aws ec2 describe-key-pairs --query 'KeyPairs[].[KeyPairName]' --output text",
  'aws iam list-users | (',
]) {
  if (check(wrong).ok) throw new Error(`the check must reject: ${wrong}`);
}

let failed = false;
// the commands are the same in every language
const guide = execFileSync(process.execPath, [cli, 'respond', '--lang', 'en'], { encoding: 'utf8' });
const lines = new Set(guide.split('\n').filter((line) => /^ {2}(?! |foreach).*\baws [a-z]/.test(line)));
const operations = new Set();
for (const line of lines) {
  const { calls, ok, stderr } = check(line);
  for (const { command } of calls) operations.add(command.split(' ').slice(0, 2).join(' '));
  if (ok) continue;
  failed = true;
  console.error(`✗ ${line.trim()}\n  ${stderr}${calls.map(({ output }) => output).join(' ')}`);
}
console.log(`${lines.size} lines`);
console.log(
  `${operations.size} operations: ${[...operations].toSorted((a, b) => (a < b ? -1 : 1)).join(', ')}`,
);
console.log(execFileSync(aws, ['--version'], { encoding: 'utf8' }).split(' ')[0]);
process.exitCode = failed ? 1 : 0;

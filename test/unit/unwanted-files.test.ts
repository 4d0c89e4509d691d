import { expect, test } from 'vitest';
import { isUnwantedInGit } from '../../src/shared/unwanted-files.ts';

test.each([
  '.env',
  'packages/api/.env',
  '.env.local',
  'prod.env',
  '.env.production',
  '.envrc',
  '.ENV',
  'credentials',
  'deploy/credentials',
  '.aws/config',
  'home/.aws/sso/cache/0a1b.json',
  'sso/cache/0a1b.json',
  'cli/cache/0a1b.json',
  'botocore-client-id-eu-west-1.json',
  'rootkey.csv',
  'rootkey (1).csv',
  'alice_accessKeys.csv',
  'accessKeys.csv',
  'new_user_credentials.csv',
  'credentials.csv',
  'keys/web.pem',
  'web.ppk',
  '.s3cfg',
  '.boto',
  'rclone.conf',
  '.netrc',
  'terraform.tfstate',
  'prod.tfstate.backup',
  'terraform.tfstate.d/dev/terraform.tfstate',
])('%s does not belong in git', (path) => {
  expect(isUnwantedInGit(path)).toBe(true);
});

test.each([
  ...['.env.example', '.env.sample', '.env.production.template', '.environment', 'env.ts'],
  ...['src/credentials.ts', 'credentials/index.ts', 'aws/config.ts', '.aws-sam/build.toml'],
  ...['users.csv', 'cache/data.json', 'web.pem.ts', 'main.tf', 'terraform.tfvars'],
])('%s belongs in git', (path) => {
  expect(isUnwantedInGit(path)).toBe(false);
});

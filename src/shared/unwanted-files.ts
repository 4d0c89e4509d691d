/** True for a file that holds credentials by its nature and does not belong in git, such as `.env`; not for an example of one. */
export function isUnwantedInGit(path: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (/\.(?:example|sample|template|dist)$/.test(name)) return false;
  return NAMES.some((pattern) => pattern.test(name)) || FOLDERS.test(lower);
}

const NAMES: readonly RegExp[] = [
  /^\.env(?:rc)?(?:[._-].*)?$/,
  /^(?:credentials|\.s3cfg|\.s3curl|\.boto|\.passwd-s3fs|rclone\.conf|[._]netrc)$/,
  /\.(?:env|pem|ppk)$/,
  /\.tfstate(?:\..*)?$/,
  // downloads from the AWS console: rootkey.csv, alice_accessKeys.csv, new_user_credentials (1).csv
  /^(?:.*[ _-])?(?:accesskeys?|credentials|rootkeys?)(?:[ (_-].*)?\.csv$/,
  // caches of IAM Identity Center
  /^(?:botocore-client-id-.*|kiro-auth-token)\.json$/,
];

const FOLDERS = /(?:^|\/)(?:\.aws\/|terraform\.tfstate\.d\/|\.terraform\/|(?:sso|cli)\/cache\/[^/]+\.json$)/;

/** True for files that do not belong in git, because they exist to hold credentials or copies of them. */
export function isUnwantedInGit(path: string): boolean {
  const lower = path.toLowerCase();
  return UNWANTED.test(lower) && !EXAMPLE.test(lower);
}

const UNWANTED =
  /(?:^|\/)(?:\.env(?:[.-][^/]*)?|[^/]+\.env|credentials|\.aws\/.*|\.s3cfg|\.s3curl|\.boto|\.netrc|_netrc|rclone\.conf|\.passwd-s3fs|(?:[^/]*[_-])?(?:accesskeys?|credentials)[^/]*\.csv|[^/]+\.(?:pem|ppk)|[^/]*\.tfstate(?:\.[^/]*)?|\.terraform\/.*|(?:sso|cli)\/cache\/[^/]+\.json)$/;

const EXAMPLE = /\.(?:example|sample|template|dist)$/;

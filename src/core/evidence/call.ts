import type { Strength } from './index.ts';

/**
 * Whether a value is an argument of a call that takes AWS credentials by position, as in
 * `NewStaticCredentials(keyID, "…", "")` or `new BasicAWSCredentials("…", "…")`.
 */
export function strengthOfCall(before: string): Strength {
  return CALL.test(before) ? 'strong' : 'none';
}

const CALL =
  /(?:\b(?:New)?(?:Basic|Static|Session|Aws|AWS)\w{0,24}Credential|\bAws::Credentials|\bSet-AWSCredential|\baws_?credentials?)\w{0,24}(?:\.\w{1,24})?(?:\s{0,4}\(|\s)[^\n;)]{0,160}$/;

import { strengthOfName } from './name-evidence.ts';
import type { Strength } from './strength.ts';

/** Returns true if a pattern matches within a number of lines from the value. It must be global and the same object in all calls. */
type IsNear = (words: RegExp, lines: number) => boolean;

/**
 * Returns the strength of a URL or command that takes the value by position: `s3://KEY:…@bucket`, the input of
 * `aws configure`, `curl --aws-sigv4 --user KEY:…`, the answer to a prompt.
 *
 * @param before the text that ends where the value starts
 * @param after the text that starts where the value ends
 */
export function strengthOfCommand(before: string, after: string, isNear: IsNear): Strength {
  if (COMMANDS.some((command) => command.before.test(before) && command.after.test(after))) return 'weak';
  if (LOGIN.test(before) && isNear(SIGV4, 3)) return 'weak';
  if (PASSWORD.test(before) && isNear(ATHENA, 5)) return 'weak';
  return strengthOfPrompt(before);
}

interface Command {
  readonly before: RegExp;
  readonly after: RegExp;
}

const ANY = /^/;

/** Commands and URLs that can only have an AWS key at this position. */
const COMMANDS: readonly Command[] = [
  // s3://KEY:…@bucket, with a variable or a placeholder for the ID
  {
    before: /\b(?:s3[an]?|aws|sqs|sns|ses|dynamodb|kinesis|awsathena)(?:[+-]\w{1,12})?:\/\/[^/@\n]{1,80}:$/i,
    after: /^@|^["'`][^\n]{0,40}@/,
  },
  {
    before: /https?:\/\/[^/@\n]{1,80}:$/,
    after: /^@(?:[\w.%{}$-]{0,80}\.)?(?:s3|sqs|sns|sts|email)[\w.-]{0,40}\.amazonaws\.com/,
  },
  // the second line of input for aws configure
  {
    before: /\baws configure\b(?! (?:set|get|list|sso|import|export))[^\n]*<<[^<][^\n]*\n[^\n]{0,80}\n\s*$/,
    after: ANY,
  },
  { before: /<<-?\s?["'\\]?\w+["']?\s?\|\s?aws configure\b[^\n]*\n[^\n]{0,80}\n\s*$/, after: ANY },
  { before: /\baws configure\b[^\n]*<<<[^\n]{0,80}\n?[^\n]{0,80}$/, after: ANY },
  {
    before: ANY,
    after: /^[^|]{0,160}\|\s*aws configure\b(?! (?:set|get|list|sso|import|export))/,
  },
  {
    before: /\bmc (?:alias set|config host add) \S+ ["']?https:\S{0,60}amazonaws\S* \S+ ["']?$/,
    after: ANY,
  },
  {
    before: /:$/,
    after: /^["']?\s*(?:>>?|\| ?(?:sudo )?tee(?: -a)?)\s*["']?[^\s|;]{0,60}passwd-s3fs/,
  },
  { before: /passwd_file=<\(echo ["']?[^\s:]{1,60}:$/, after: ANY },
  { before: /\s-u\s{0,2}["']?[^\s,]{1,60},$/, after: /^["']?\s[^\n]{0,80}s3/ },
  // SQL Server
  { before: /'S3 Access Key'[^']{0,20}SECRET\s?=\s?'[^':\s]{1,60}:$/i, after: ANY },
  { before: /\bec2-[\w-]{2,40} [^\n|;]{0,120}-W ["']?$/, after: ANY },
  { before: /\bknife ec2 [^\n|;]{0,120}-K ["']?$/, after: ANY },
  { before: /\bAWSAuth\s?=\s?["'][^:\s]{1,60}:$/i, after: ANY },
];

/** An option with a user and a password. */
const LOGIN = /(?:\buser|\s-u|\bauth|USERPWD)\b[^\n]{0,80}[^\s:]["' ]{0,3}:$/i;
const SIGV4 = /aws[_-]sigv4|auth-type[ =]aws4/gi;

const PASSWORD = /\b(?:password|pwd)["']?\s{0,2}[=:,]\s{0,2}["']?$/i;
/** Athena as a database. The name alone is not enough, because people and programs have it too. */
const ATHENA =
  /awsathena|athena[ .-]?(?:driver|jdbc|odbc)|(?:simba|amazon)[ _.-]?athena|athena\.[\w.${}%-]{1,40}amazonaws/gi;

/** Returns the strength of a prompt that a script answers, as in `expect "Secret Access Key"` and then `send "…\r"`. */
function strengthOfPrompt(before: string): Strength {
  const prompt = PROMPT.exec(before)?.[1];
  if (prompt === undefined || !/secret/i.test(prompt)) return 'none';
  // the pattern of expect may have wildcards between the words
  const label = prompt.replace(/[^A-Za-z]+/g, ' ').replace(/(?: none)? ?$/i, '');
  return strengthOfName(`${label}: `);
}

const PROMPT = /\bexpect\w*[^\n"']{0,20}\s?["']([^"'\n]{1,80})["'][^"']{0,40}\bsend\w*[^"'\n]{0,12}["']$/;

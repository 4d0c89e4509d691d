import { isPlaceholder } from './values/placeholder.ts';
import type { Evidence } from './evidence/index.ts';
import type { Match } from './match.ts';
import { example, type Rule } from './rule.ts';

/**
 * A password for the AWS console, in the CSV file that the console offers for download: the column after the user name, in
 * a row that ends with the account's sign-in URL.
 */
export const consolePassword: Rule = {
  id: 'aws-console-password',
  severity: 'critical',
  keywords: [/signin\.a/],
  pattern:
    /(?<=(?:^|\\n)\\?"?[\w+=.@-]{1,64}\\?"?,\\?"?)[^\s,"\\]{6,128}(?=\\?"?,[^\n]{0,200}https:\/\/[\w-]{1,63}\.signin\.(?:aws\.amazon|amazonaws(?:-us-gov)?)\.(?:com|cn))/gm,
  confirm: (match, evidence) =>
    isPlaceholder(match.value) || NO_PASSWORD.test(match.value) || !isPassword(match, evidence)
      ? 'none'
      : 'credential',
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html',
  revocation: 'password',
  examples: {
    found: [
      (s) =>
        example(
          s.consolePassword(),
          'User name,Password,Console sign-in URL\nalice,',
          `,https://${s.digits(12)}.signin.aws.amazon.com/console\n`,
        ),
      (s) => {
        const value = s.consolePassword();
        return {
          value,
          text: `User name,Password,Access key ID,Secret access key,Console login link\nbob,${value},${s.accessKeyId()},${s.secretAccessKey()},https://corp.signin.aws.amazon.com/console\n`,
        };
      },
    ],
    passed: [
      () => 'User name,Password,Console sign-in URL\nalice,,https://corp.signin.aws.amazon.com/console\n',
      () => 'alice,********,https://corp.signin.aws.amazon.com/console',
      () => ['prod', 'production', 'https://prod.signin.aws.amazon.com/console'].join(),
      // a minified source, line by line
      () => '`,()=>`alice,********,https://corp.signin.aws.amazon.com/console`,',
      () => 'Sign in, then open https://corp.signin.aws.amazon.com/console',
      () =>
        'User name,Password,Console login link\nbob,<password>,https://corp.signin.aws.amazon.com/console',
    ],
  },
};

const NO_PASSWORD = /^(?:https?:|AKIA|\*+$|<|\$\{[A-Za-z_][\w.]*\}$)|password/i;

/** True if the file has the header of such a CSV file, or if the value has characters of all four kinds, as a policy requires. */
function isPassword(match: Match, evidence: Evidence): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(match.value)).length;
  return kinds === 4 || evidence.isAnywhere(HEADER);
}

/** May be anywhere in the file, so the prefilter keeps the whole text if it matches. */
const HEADER = /(?:^|\\n)\W{0,4}user ?name\W{1,4}password\b/im;

import type { Rule } from '../rule.ts';

/**
 * A session token of AWS STS, told by its structure: base64 of a version byte and a protobuf field that names the issuer
 * (`er/aws` or `origin_ec`). AWS promises no length; all seen have hundreds of characters.
 *
 * Source of the prefixes: https://medium.com/@TalBeerySec/revealing-the-inner-structure-of-aws-session-tokens-a6c76469cba7
 */
export const sessionToken: Rule = {
  id: 'aws-session-token',
  severity: 'high',
  sentinel: /YXdz|Jb3JpZ2luX2Vj/,
  pattern:
    /(?<![A-Za-z0-9/+])(?:[A-Z][A-Za-z0-9/+]oGZXIvYXdz|[A-Z][A-Za-z0-9/+]oDYXdz|[A-Z][A-Za-z0-9/+]oJb3JpZ2luX2Vj)[A-Za-z0-9/+]{86,}={0,2}/g,
  // a random token holds this word once in ten billion; AWS's documented ones do
  confirm: ({ value }) => !value.includes('EXAMPLE'),
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
  variable: 'AWS_SESSION_TOKEN',
  examples: {
    found: [
      (s) => example(s.sessionToken(), 'AWS_SESSION_TOKEN='),
      (s) => example(s.sessionToken(120), '"SessionToken": "'),
      (s) => example(s.sessionToken(), 'x-amz-security-token: '),
    ],
    passed: [
      (s) => `AWS_SESSION_TOKEN=${s.sessionToken().slice(0, 40)}EXAMPLETOKEN${s.sessionToken()}`,
      (s) => `AWS_SESSION_TOKEN=${s.sessionToken().slice(0, 30)}`,
      (s) => s.bytes(400).toString('base64'),
      () => `sessionToken: MIICiTCC${'A'.repeat(300)}`,
    ],
  },
};

function example(value: string, before: string): { text: string; value: string } {
  return { text: `${before}${value}\n`, value };
}

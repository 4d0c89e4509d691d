import { example, type Rule } from './rule.ts';
import { connectToken } from './values/connect-token.ts';

/**
 * A token used as the password for Aurora DSQL: a presigned `DbConnect` or `DbConnectAdmin` URL without its scheme, valid
 * for fifteen minutes to a week.
 *
 * Source: https://docs.aws.amazon.com/aurora-dsql/latest/userguide/SECTION_authentication-token.html
 */
export const dsqlAuthToken: Rule = connectToken({
  id: 'aws-dsql-auth-token',
  action: /[?&]Action=DbConnect(?:Admin)?&/g,
  docs: 'https://docs.aws.amazon.com/aurora-dsql/latest/userguide/SECTION_authentication-token.html',
  examples: {
    found: [
      (s) => example(s.dsqlAuthToken(new Date('2099-12-31T00:00:00Z')), 'PGPASSWORD="', '"'),
      (s) => example(s.dsqlAuthToken(new Date('2099-12-31T00:00:00Z')), '    password: "', '",'),
    ],
    passed: [
      (s) => s.dsqlAuthToken(new Date('2020-01-01T00:00:00Z')),
      () => 'x.dsql.us-east-1.on.aws/?Action=DbConnect&X-Amz-Credential=access_key%2F20241107',
    ],
  },
});

import { example, type Rule } from './rule.ts';
import { connectToken } from './values/connect-token.ts';

/**
 * A token used as the password for a database or cache (RDS, Aurora, ElastiCache, MemoryDB): a presigned `connect` URL
 * without its scheme, valid for fifteen minutes.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
 */
export const rdsAuthToken: Rule = connectToken({
  id: 'aws-rds-auth-token',
  action: /[?&]Action=connect&/g,
  docs: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html',
  examples: {
    found: [
      (s) => example(s.rdsAuthToken(new Date('2099-12-31T00:00:00Z')), 'PGPASSWORD="', '"'),
      (s) => example(s.rdsAuthToken(new Date('2099-12-31T00:00:00Z')), 'token = '),
    ],
    passed: [
      (s) => s.rdsAuthToken(new Date('2020-01-01T00:00:00Z')),
      () => 'db.x.us-east-1.rds.amazonaws.com:3306/?Action=connect&DBUser=u&X-Amz-Credential=…',
    ],
  },
});

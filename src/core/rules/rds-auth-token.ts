import { accountIdOf } from '../values/key-id.ts';
import { addressAround, plainAddress, presignedAccountKeyId, presignedVerdict } from '../values/presigned.ts';
import { example, type Rule } from '../rule.ts';

/**
 * A token that logs in to a database or cache (RDS, Aurora, ElastiCache, MemoryDB) in place of a password: a presigned
 * `connect` address without its scheme, good for fifteen minutes.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
 */
export const rdsAuthToken: Rule = {
  id: 'aws-rds-auth-token',
  severity: 'medium',
  sentinels: [/Amz-Sig/i],
  pattern: /[?&]Action=connect&/g,
  expand: (match, text) => addressAround(match, text),
  confirm: ({ value }, _evidence, now) =>
    /X-Amz-Credential=/i.test(value) && /X-Amz-Signature=[0-9a-f]{64}/i.test(value)
      ? presignedVerdict(value, now)
      : 'none',
  canonical: plainAddress,
  shows: 'start',
  accountId(value) {
    const keyId = presignedAccountKeyId(value);
    return keyId === undefined ? undefined : accountIdOf(keyId);
  },
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
};

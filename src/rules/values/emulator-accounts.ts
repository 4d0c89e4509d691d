import { accountIdOf } from './key-id.ts';

/**
 * True if an access key ID contains the default account of an emulator: 000000000000 (LocalStack) or 123456789012 (moto,
 * and AWS's manuals). The last bit of the account is ignored, because it is in the ninth character after the prefix, which
 * is often random in test IDs.
 *
 * Sources: https://docs.localstack.cloud/aws/capabilities/config/credentials/,
 * https://docs.getmoto.org/en/latest/docs/multi_account.html
 */
export function isEmulatorKeyId(keyId: string): boolean {
  const account = HAS_ACCOUNT.test(keyId) ? accountIdOf(keyId) : undefined;
  return account !== undefined && ACCOUNTS.has(account);
}

/** The first bit after the prefix is set in every ID that contains an account. */
const HAS_ACCOUNT = /^.{4}[Q-Z2-7]/;

const ACCOUNTS: ReadonlySet<string> = new Set([
  '000000000000',
  '000000000001',
  '123456789012',
  '123456789013',
]);

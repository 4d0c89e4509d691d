/**
 * True if keys of the account are canary tokens: using one, even to test it, alerts its owner.
 *
 * The list has the accounts of Thinkst and of other operators of canary tokens.
 * Source: https://github.com/trufflesecurity/trufflehog/blob/main/pkg/detectors/aws/access_keys/canary.go
 */
export function isCanaryAccount(accountId: string): boolean {
  return CANARY_ACCOUNTS.has(accountId);
}

const CANARY_ACCOUNTS: ReadonlySet<string> = new Set(
  `052310077262 171436882533 534261010715 595918472158 717712589309 819147034852 992382622183 730335385048 266735846894
   893192397702 044858866125 251535659677 344043088457 351906852752 390477818340 426127672474 427150556519 439872796651
   445142720921 465867158099 637958123769 693412236332 732624840810 735421457923 959235150393 982842642351`.split(
    /\s+/,
  ),
);

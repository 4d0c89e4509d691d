import { isEmulatorKeyId } from './emulator-accounts.ts';
import { keyIdPattern } from './key-id.ts';
import type { Match } from '../match.ts';
import type { Verdict } from '../rule.ts';

/** Seven days, the longest validity of a URL in Signature Version 4. */
const MAX_SECONDS = 7 * 24 * 60 * 60;

/**
 * Returns when a presigned URL expires. In Signature Version 4 that is `X-Amz-Date` plus `X-Amz-Expires` seconds, or plus
 * the maximum without that parameter; in version 2 `Expires`, in seconds since 1970.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html
 */
export function presignedExpiry(address: string): Date | undefined {
  const date = /X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/i.exec(address);
  if (date === null) {
    const epoch = /[?&;]Expires=(\d{9,11})(?!\d)/.exec(address)?.[1];
    return epoch === undefined ? undefined : new Date(Number(epoch) * 1000);
  }
  const seconds = /X-Amz-Expires=(\d{1,8})(?!\d)/i.exec(address)?.[1] ?? MAX_SECONDS;
  const [, year, month, day, hour, minute, second] = date;
  return new Date(
    Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + Number(seconds) * 1000,
  );
}

/**
 * Returns whether a presigned URL is a credential, an expired one, or none. A URL without a readable time counts as valid;
 * a URL signed for an emulator is none.
 */
export function presignedVerdict(address: string, now: Date): Verdict {
  const keyId = presignedAccountKeyId(address);
  if (keyId !== undefined && isEmulatorKeyId(keyId)) return 'none';
  const expiry = presignedExpiry(address);
  return expiry === undefined || !(expiry <= now) ? 'credential' : 'expired';
}

/** Returns the access key ID in a presigned URL. */
export function presignedAccountKeyId(address: string): string | undefined {
  return address.match(keyIdPattern('AKIA|ASIA'))?.[0];
}

/** Returns a URL without its percent escapes, so that it is the same no matter how often it was encoded. */
export function plainAddress(address: string): string {
  return address.replace(/%(?:25)*([0-7][0-9A-Fa-f])/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

/** The maximum length of a URL on either side of its signature, in characters. */
const REACH = 8192;

/** Returns the whole URL around a part of it. */
export function addressAround({ value, start }: Match, text: string): Match {
  const end = start + value.length;
  let [from, to] = [start, end];
  while (from > 0 && start - from < REACH && isOfAddress(text.charCodeAt(from - 1))) from -= 1;
  while (to < text.length && to - end < REACH && isOfAddress(text.charCodeAt(to))) to += 1;
  return { value: text.slice(from, to), start: from };
}

/** True for the characters of a URL: ASCII, without spaces, quotes and brackets. */
function isOfAddress(code: number): boolean {
  return code > 32 && code < 127 && !NOT_OF_ADDRESS.includes(String.fromCharCode(code));
}

const NOT_OF_ADDRESS = '"\'<>`\\{}|^()[],';

/** True if the match is a parameter of a presigned URL, with a signature in the same URL. */
export function isInSignedAddress(match: Match, text: string): boolean {
  const before = text.slice(Math.max(0, match.start - 40), match.start);
  if (!/(?:X-Amz-Credential|X-Amz-Security-Token|AWSAccessKeyId)(?:=|%3D)$/i.test(before)) return false;
  if (/X-Amz-Credential/i.test(before)) return true;
  // the signature may follow escapes such as \u0026
  const after = text.slice(match.start, match.start + REACH);
  return (
    /^[^\s"'<>]{0,2000}?Signature(?:=|%3D|\\u003[Dd])/.test(after) ||
    /Signature(?:=|%3D)/i.test(addressAround(match, text).value)
  );
}

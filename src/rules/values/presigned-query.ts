import { isEmulatorKeyId } from './emulator-accounts.ts';
import { keyIdPattern } from './key-id.ts';
import type { Match } from '../match.ts';
import type { Verdict } from '../rule.ts';

/** Seven days, for which AWS lets an address of Signature Version 4 count at most. */
const MAX_SECONDS = 7 * 24 * 60 * 60;

/**
 * When a presigned address runs out: in Signature Version 4 `X-Amz-Date` plus `X-Amz-Expires` seconds, or the most that is
 * possible where it does not say how many; in version 2 `Expires` as seconds since 1970.
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
 * Whether an address still opens what it was signed for. One without a readable time counts as open; one that an emulator
 * signed opens nothing.
 */
export function presignedVerdict(address: string, now: Date): Verdict {
  const keyId = presignedAccountKeyId(address);
  if (keyId !== undefined && isEmulatorKeyId(keyId)) return 'none';
  const expiry = presignedExpiry(address);
  return expiry === undefined || !(expiry <= now) ? 'credential' : 'expired';
}

/** The account of the key id in an address. */
export function presignedAccountKeyId(address: string): string | undefined {
  return address.match(keyIdPattern('AKIA|ASIA'))?.[0];
}

/** An address without its escapes: the same, however often it was encoded. */
export function plainAddress(address: string): string {
  return address.replace(/%(?:25)*([0-7][0-9A-Fa-f])/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

/** An address is at most this long on either side of its signature, in characters. */
const REACH = 8192;

/** The whole address around a part of it. */
export function addressAround({ value, start }: Match, text: string): Match {
  const end = start + value.length;
  let [from, to] = [start, end];
  while (from > 0 && start - from < REACH && isOfAddress(text.charCodeAt(from - 1))) from -= 1;
  while (to < text.length && to - end < REACH && isOfAddress(text.charCodeAt(to))) to += 1;
  return { value: text.slice(from, to), start: from };
}

/** What an address consists of: ASCII, but no blanks, quotes and brackets. */
function isOfAddress(code: number): boolean {
  return code > 32 && code < 127 && !NOT_OF_ADDRESS.includes(String.fromCharCode(code));
}

const NOT_OF_ADDRESS = '"\'<>`\\{}|^()[],';

/** Whether a place in a text is inside a signed address: a parameter's value, with a signature in the same address. */
export function isInSignedAddress(match: Match, text: string): boolean {
  const before = text.slice(Math.max(0, match.start - 40), match.start);
  if (!/(?:X-Amz-Credential|X-Amz-Security-Token|AWSAccessKeyId)(?:=|%3D)$/i.test(before)) return false;
  if (/X-Amz-Credential/i.test(before)) return true;
  // behind escapes such as \u0026, too
  const behind = text.slice(match.start, match.start + REACH);
  return (
    /^[^\s"'<>]{0,2000}?Signature(?:=|%3D|\\u003[Dd])/.test(behind) ||
    /Signature(?:=|%3D)/i.test(addressAround(match, text).value)
  );
}

/**
 * Returns when a JSON Web Token, signed or encrypted, expires: `exp`, in seconds since 1970, in its header or payload.
 * Source: RFC 7519, 4.1.4
 */
export function webTokenExpiry(token: string): Date | undefined {
  for (const part of token.split('.', 2)) {
    const seconds = /"exp"\s{0,4}:\s{0,4}(\d{9,11})/.exec(
      Buffer.from(part, 'base64url').toString('latin1'),
    )?.[1];
    if (seconds !== undefined) return new Date(Number(seconds) * 1000);
  }
  return undefined;
}

/**
 * When a Signature Version 4 presigned address runs out: `X-Amz-Date` plus `X-Amz-Expires` seconds.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function presignedExpiry(address: string): Date | undefined {
  const date = /X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(address);
  const seconds = /X-Amz-Expires=(\d{1,8})(?!\d)/.exec(address)?.[1];
  if (date === null || seconds === undefined) return undefined;
  const [, year, month, day, hour, minute, second] = date;
  return new Date(
    Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + Number(seconds) * 1000,
  );
}

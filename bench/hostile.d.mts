import type { FakeCredentials } from '../src/rules/fake-credentials.ts';

/** Makes a text of about a length, in characters or bytes. */
type MakeText = (
  length: number,
  sample: FakeCredentials,
  fingerprint: (value: string) => string,
) => string | Uint8Array;

/** Texts that make a careless decoder, expression or lookup read the same characters again and again, by name. */
export declare const hostileTexts: Readonly<Record<string, MakeText>>;

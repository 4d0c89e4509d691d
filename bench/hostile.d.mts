import type { FakeCredentials } from '../src/rules/fake-credentials.ts';

/** Returns a text of about the given length, in characters or bytes. */
type MakeText = (
  length: number,
  sample: FakeCredentials,
  fingerprint: (value: string) => string,
) => string | Uint8Array;

/** Texts that make a careless decoder, expression or lookup read the same characters repeatedly, by name. */
export declare const hostileTexts: Readonly<Record<string, MakeText>>;

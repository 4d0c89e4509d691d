import type { Edit } from '../source-map.ts';
import { apart } from './apart.ts';
import { escapes } from './escapes.ts';
import { stringConcatenation } from './string-concatenation.ts';
import { logLines } from './log-lines.ts';
import { embeddedUtf16 } from './embedded-utf16.ts';

// extract-texts.ts applies these separately
export { base64 } from './base64.ts';
export { binary } from './binary.ts';
export { quotedPrintable } from './quoted-printable.ts';
export { embeddedUtf16 } from './embedded-utf16.ts';

/**
 * Decoders that may apply any number of times, in this order. Quoted-printable is not among them: decoding it twice
 * would remove the characters after an equals sign.
 */
export const decoders: readonly ((text: string) => Edit[])[] = [embeddedUtf16, escapes, stringConcatenation];

/** Slower decoders, which run after the others. */
export const lateDecoders: readonly ((text: string) => Edit[])[] = [apart, logLines];

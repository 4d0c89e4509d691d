import type { Edit } from '../source-map.ts';
import { apart } from './apart.ts';
import { escapes } from './escapes.ts';
import { joined } from './string-concatenation.ts';
import { logLines } from './log-lines.ts';
import { wide } from './embedded-utf16.ts';

export { base64 } from './base64.ts';
export { binary } from './binary.ts';
export { quotedPrintable } from './quoted-printable.ts';
export { wide } from './embedded-utf16.ts';

/**
 * What may be put on itself any number of times, in the order in which it is taken off. Quoted-printable is none of these:
 * taken off twice, it would eat what an equals sign stands before.
 */
export const decoders: readonly ((text: string) => Edit[])[] = [wide, escapes, joined];

/** What takes longer, and comes after these. */
export const lateDecoders: readonly ((text: string) => Edit[])[] = [apart, logLines];

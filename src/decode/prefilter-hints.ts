import { unsupportedFormatHints } from './archive/unsupported-formats.ts';
import { base64Hints } from './decoders/base64.ts';
import { escapeHints } from './decoders/escape-markers.ts';
import { concatenationHints } from './decoders/string-concatenation.ts';
import { quotedPrintableHints } from './decoders/quoted-printable.ts';
import { charsetHints } from './charset.ts';
import type { PrefilterHint } from './prefilter-hint.ts';

/** Every text with decodable content matches at least one of these hints. */
export const markers: readonly PrefilterHint[] = [
  charsetHints,
  escapeHints,
  concatenationHints,
  quotedPrintableHints,
  base64Hints(),
  unsupportedFormatHints,
];

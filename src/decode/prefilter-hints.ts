import { sealedMarkers } from './archive/unsupported-formats.ts';
import { base64Markers } from './decoders/base64.ts';
import { escapeMarkers } from './decoders/escape-markers.ts';
import { joinMarkers } from './decoders/string-concatenation.ts';
import { quotedPrintableMarkers } from './decoders/quoted-printable.ts';
import { encodingMarkers } from './charset.ts';
import type { Markers } from './prefilter-hint.ts';

/** Of which one is in each text that holds something to unfold. */
export const markers: readonly Markers[] = [
  encodingMarkers,
  escapeMarkers,
  joinMarkers,
  quotedPrintableMarkers,
  base64Markers,
  sealedMarkers,
];

import type { Edit } from '../rewrite.ts';
import { escapes } from './escapes.ts';
import { joined } from './joined.ts';
import { quotedPrintable } from './quoted-printable.ts';
import { wide } from './wide.ts';

/** What each does to a text, in the order in which they are tried; base64 comes behind them, for it may hold archives. */
export const decoders: readonly ((text: string) => Edit[])[] = [wide, quotedPrintable, escapes, joined];

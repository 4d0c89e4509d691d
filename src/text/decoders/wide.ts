import type { Edit } from '../rewrite.ts';

/**
 * UTF-16 inside something else: what PowerShell's `>>` appends to a UTF-8 file, the strings of a Windows program. Every
 * other byte of it is zero.
 */
export function wide(text: string): Edit[] {
  if (!text.includes('\0')) return [];
  return [...text.matchAll(RUN)].map(({ 0: run, index }) => ({
    start: index,
    end: index + run.length,
    text: run.replaceAll('\0', ''),
    step: 2,
  }));
}

const RUN = /(?:[\t\n\r\x20-\x7e]\0){8,}|(?:\0[\t\n\r\x20-\x7e]){8,}/g;

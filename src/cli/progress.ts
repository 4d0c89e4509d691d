import { messagesOf } from './load-messages.ts';
import type { Context } from './context.ts';
import type { Language } from '../messages/language.ts';

/** A progress line on a terminal. */
export interface ProgressLine {
  report(done: number, all: number): void;
  /** Clears the line. */
  end(): void;
}

/** Returns a progress line on standard error that shows nothing unless that is a terminal. */
export async function progressOn(context: Context, configured?: Language): Promise<ProgressLine> {
  if (!process.stderr.isTTY) return { report: () => undefined, end: () => undefined };
  const { audit } = await messagesOf(context, configured);
  return {
    report: (done, all) => context.note(`\r${audit.progress(done, all)}`),
    end: () => context.note('\r\u001B[K'),
  };
}

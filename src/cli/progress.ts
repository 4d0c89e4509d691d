import { messagesOf } from './load-messages.ts';
import type { Context } from './context.ts';
import type { Language } from '../messages/language.ts';

/** Shows on one line of a terminal how far a scan is. */
export interface ProgressLine {
  report(done: number, all: number): void;
  /** Takes the line away. */
  end(): void;
}

/** On standard error; elsewhere than on a terminal it shows nothing. */
export async function progressOn(context: Context, configured?: Language): Promise<ProgressLine> {
  if (!process.stderr.isTTY) return { report: () => undefined, end: () => undefined };
  const { audit } = await messagesOf(context, configured);
  return {
    report: (done, all) => context.note(`\r${audit.progress(done, all)}`),
    end: () => context.note('\r\u001B[K'),
  };
}

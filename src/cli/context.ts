import type { Language } from '../messages/language.ts';
import type { Args } from './args.ts';

/** What a command gets from the one place that touches the world. */
export interface Context {
  readonly args: Args;
  readonly directory: string;
  readonly now: Date;
  readonly environment: NodeJS.ProcessEnv;
  /** The language asked for on the command line, if any. */
  readonly chosenLanguage: Language | undefined;
  readonly language: Language;
  /** The report. */
  readonly print: (text: string) => void;
  /** Progress and side notes. */
  readonly note: (text: string) => void;
}

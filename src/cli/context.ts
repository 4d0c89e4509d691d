import type { Language } from '../messages/language.ts';
import type { Args } from './args.ts';

/** The inputs and outputs of a command. Only `main.ts` creates it. */
export interface Context {
  readonly args: Args;
  readonly directory: string;
  readonly now: Date;
  readonly environment: NodeJS.ProcessEnv;
  /** The value of `--lang`. */
  readonly chosenLanguage: Language | undefined;
  readonly language: Language;
  /** Prints the report to standard output. */
  readonly print: (text: string) => void;
  /** Prints progress and notes to standard error. */
  readonly note: (text: string) => void;
}

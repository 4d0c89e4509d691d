import { createInterface, type Interface } from 'node:readline';

/** True if a person can answer: standard input and standard error are a terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks questions on the terminal. Answers that were typed early are kept. */
export class Dialog {
  readonly #terminal: Interface = createInterface({ input: process.stdin, output: process.stderr });
  readonly #lines: AsyncIterator<string> = this.#terminal[Symbol.asyncIterator]();

  /** Returns the answer without spaces around it; empty if the input ends. */
  async ask(question: string): Promise<string> {
    process.stderr.write(`${question} `);
    const { value, done } = await this.#lines.next();
    return done ? '' : value.trim();
  }

  /** Asks for `y` or `n`. */
  async confirm(question: string): Promise<boolean> {
    return /^y(?:es)?$/i.test(await this.ask(question));
  }

  close(): void {
    this.#terminal.close();
  }
}

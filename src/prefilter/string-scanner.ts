/** Reads a source string from start to end. */
export class StringScanner {
  readonly source: string;
  readonly #what: string;
  at = 0;

  /** @param what the kind of the source, for errors */
  constructor(source: string, what: string) {
    this.source = source;
    this.#what = what;
  }

  peek(): string {
    return this.source.charAt(this.at);
  }

  take(text: string): boolean {
    const isNext = this.source.startsWith(text, this.at);
    if (isNext) this.at += text.length;
    return isNext;
  }

  fail(): never {
    throw new TypeError(`no ${this.#what}: ${this.source}`);
  }
}

/** A place in a source that is read from its beginning to its end. */
export class StringScanner {
  readonly source: string;
  readonly #what: string;
  at = 0;

  /** @param what the source is taken for, where it has to be said that it is none */
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

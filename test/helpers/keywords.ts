import type { Rule } from '../../src/rules/rule.ts';

/** Returns the texts that the keywords of a rule match, in both cases if case does not matter. */
export function keywordsOf({ keywords, keywordTexts = [] }: Rule): string[] {
  const ofSentinels = keywords.flatMap(({ source, ignoreCase }) => {
    const texts = new Expander(source).alternatives();
    return ignoreCase ? [...texts, ...texts.map((text) => text.toUpperCase())] : texts;
  });
  return [...ofSentinels, ...keywordTexts];
}

/** Expands alternatives, groups, classes and `?`; a range in a class gives its two ends. */
class Expander {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  alternatives(): string[] {
    const found = this.#sequence();
    while (this.#take('|')) found.push(...this.#sequence());
    return found;
  }

  #sequence(): string[] {
    let texts = [''];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source.charAt(this.#at))) {
      const item = this.#item();
      const items = this.#take('?') ? [...item, ''] : item;
      texts = texts.flatMap((text) => items.map((each) => text + each));
    }
    return texts;
  }

  #item(): string[] {
    if (this.#take('(?:')) {
      const found = this.alternatives();
      this.#at += 1;
      return found;
    }
    // for separators between words, one whose escape is a hint
    if (this.#take('[^A-Za-z0-9]{1,40}')) return ['_'];
    if (this.#take('[^A-Za-z0-9]{0,40}')) return ['_', '.', '-', ''];
    if (this.#take('[')) {
      const end = this.#source.indexOf(']', this.#at);
      const members = this.#source.slice(this.#at, end).replace(/(\w)-(\w)/, '$1$2');
      this.#at = end + 1;
      return Array.from(members);
    }
    this.#take('\\');
    this.#at += 1;
    return [this.#source.charAt(this.#at - 1)];
  }

  #take(text: string): boolean {
    const isNext = this.#source.startsWith(text, this.#at);
    if (isNext) this.#at += text.length;
    return isNext;
  }
}

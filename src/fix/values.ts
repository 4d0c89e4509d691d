import { extractTexts } from '../decode/extract-texts.ts';
import { rules } from '../rules/index.ts';
import { redact } from '../rules/redact.ts';
import { redactText } from '../rules/redact-text.ts';
import type { Rule } from '../rules/rule.ts';
import { detect } from '../scan/detect.ts';
import { fingerprint } from '../shared/fingerprint.ts';

/** A value that was found again in the staged content. It stays in memory. */
interface FoundValue {
  readonly value: string;
  readonly rule: Rule;
}

/** The values in some files, by fingerprint. A scan does not give them away, so `fix` looks for them once more. */
export class StagedValues {
  readonly #values = new Map<string, FoundValue>();

  static async in(
    files: Iterable<{ readonly path: string; readonly staged: Buffer }>,
    now: Date,
  ): Promise<StagedValues> {
    const values = new StagedValues();
    for (const { path, staged } of files)
      for await (const part of extractTexts(path, staged))
        if ('text' in part)
          for (const { value, rule } of detect(part, rules, now))
            values.#values.set(fingerprint(value), { value, rule });
    return values;
  }

  get(valueFingerprint: string): FoundValue | undefined {
    return this.#values.get(valueFingerprint);
  }

  /** A text without the values, and without anything else that could be one. */
  redactIn(text: string): string {
    let shown = text;
    for (const { value, rule } of this.#values.values())
      shown = shown.replaceAll(value, () => redact(value, rule.shows));
    return redactText(shown);
  }
}

/** The variable for a value of a rule; undefined if the value has several spellings. */
export function variableFor({ id, variable, canonical }: Rule): string | undefined {
  if (canonical !== undefined) return undefined;
  return variable ?? id.toUpperCase().replaceAll('-', '_');
}

/**
 * How much the surroundings of a value say that it is an AWS secret. `strong` needs nothing else; `weak` needs the value
 * itself to look random; `bare` is a name that says no more than *secret*, which also needs a word of AWS in the file or its
 * path, or a value that holds `/` or `+`.
 */
export type Strength = 'strong' | 'weak' | 'bare' | 'none';

/** The strongest of some. */
export function strongest(strengths: readonly Strength[]): Strength {
  return ORDER.find((strength) => strengths.includes(strength)) ?? 'none';
}

/** The strongest of some that cost time: none is asked for after a strong one. */
export function strongestOf(strengths: readonly (() => Strength)[]): Strength {
  const known: Strength[] = [];
  for (const strength of strengths) {
    const each = strength();
    if (each === 'strong') return each;
    known.push(each);
  }
  return strongest(known);
}

const ORDER: readonly Strength[] = ['strong', 'weak', 'bare'];

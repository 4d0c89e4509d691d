/**
 * The strength of the evidence that a value is a secret access key. `strong` is sufficient. `weak` also requires that the
 * value looks random. `bare` is a name that only says *secret*: it also requires AWS to be mentioned in the file or its path,
 * or `/` or `+` in the value.
 */
export type Strength = 'strong' | 'weak' | 'bare' | 'none';

/** Returns the strongest of several strengths. */
export function strongest(strengths: readonly Strength[]): Strength {
  return ORDER.find((strength) => strengths.includes(strength)) ?? 'none';
}

/** Returns the strongest of several strengths that are slow to compute; stops at the first strong one. */
export function strongestOf(strengths: readonly (() => Strength)[]): Strength {
  const known: Strength[] = [];
  for (const compute of strengths) {
    const strength = compute();
    if (strength === 'strong') return strength;
    known.push(strength);
  }
  return strongest(known);
}

const ORDER: readonly Strength[] = ['strong', 'weak', 'bare'];

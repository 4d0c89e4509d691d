/**
 * How much the surroundings of a value say that it is an AWS secret. `strong` needs nothing else; `weak` needs the value
 * itself to look random.
 */
export type Strength = 'strong' | 'weak' | 'none';

/** What a rule finds, for people. */
export interface RuleTexts {
  /** The kind of the value, as in the message of a blocked commit. */
  readonly name: string;
  /** What the value is, and what it gives to whoever finds it: one or two sentences, without a line break. */
  readonly about: string;
}

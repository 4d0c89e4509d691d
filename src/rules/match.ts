/** A value that a rule's pattern matched and that the rule has not confirmed yet. */
export interface Match {
  /** The value as it is in the text. */
  readonly value: string;
  /** The offset of the value in the fragment's text. */
  readonly start: number;
}

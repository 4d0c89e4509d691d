/** A value that a rule's pattern matched, before the rule has confirmed it. */
export interface Match {
  /** The raw text of the value. */
  readonly value: string;
  /** Offset of the value in the fragment's text. */
  readonly start: number;
}

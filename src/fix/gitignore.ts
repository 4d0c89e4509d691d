/** Returns the line of the top `.gitignore` that ignores a path; undefined for a path that no line can name. */
export function ignoreLine(path: string): string | undefined {
  if (/[\r\n\uFFFD]/.test(path)) return undefined;
  return path
    .replace(/[\\*?[]/g, String.raw`\$&`)
    .replace(/^[#!]/, String.raw`\$&`)
    .replace(/ +$/, (spaces) => String.raw`\ `.repeat(spaces.length));
}

/** The content of a `.gitignore` with lines added at its end. */
export function withLines(content: Buffer, lines: readonly string[]): Buffer {
  if (lines.length === 0) return content;
  const lineEnd = content.includes('\r\n') ? '\r\n' : '\n';
  const first = content.length === 0 || content.at(-1) === 10 ? '' : lineEnd;
  return Buffer.concat([content, Buffer.from(first + lines.map((line) => line + lineEnd).join(''))]);
}

/** True if a `.gitignore` has a line. */
export function hasLine(content: Buffer, line: string): boolean {
  return content.toString().split(/\r?\n/).includes(line);
}

/** A rule of git that decides whether a path is ignored. */
export interface IgnoreRule {
  /** The file that has it, as git names it. */
  readonly source: string;
  readonly pattern: string;
}

/** What the top `.gitignore` needs for a path: a line in the working tree, a line in the index. */
export interface IgnoreNeed {
  readonly inWorktree: string | undefined;
  readonly inIndex: string | undefined;
}

/**
 * Says which lines are needed so that a path is ignored.
 *
 * @param rule the rule that matches it now
 * @param staged the staged `.gitignore`
 * @returns undefined if no line can achieve it
 */
export function ignoreNeedOf(
  path: string,
  rule: IgnoreRule | undefined,
  staged: Buffer,
): IgnoreNeed | undefined {
  const line = ignoreLine(path);
  if (line === undefined) return undefined;
  const both = { inWorktree: line, inIndex: line };
  if (rule === undefined) return both;
  const isTop = rule.source === '.gitignore';
  if (rule.pattern.startsWith('!')) {
    // the last rule of the deepest .gitignore wins
    const isDeeper = !isTop && rule.source.endsWith('/.gitignore');
    return isDeeper ? undefined : both;
  }
  const isStaged = !isTop || hasLine(staged, rule.pattern);
  return { inWorktree: undefined, inIndex: isStaged ? undefined : rule.pattern };
}

/** A file in a patch: its lines after the patch, as far as the patch has them. */
export interface PatchedFile {
  readonly path: string | undefined;
  readonly text: string;
  /** The indices of the added lines. */
  readonly added: ReadonlySet<number>;
}

/** Reads a patch in Codex's form or as a unified diff. A line that is not part of one counts as added. */
export function patchedFiles(patch: string): { files: readonly PatchedFile[]; paths: readonly string[] } {
  const files: { path: string | undefined; lines: string[]; added: Set<number> }[] = [];
  const paths: string[] = [];
  const begin = (path: string | undefined) => {
    const file = { path, lines: [] as string[], added: new Set<number>() };
    files.push(file);
    return file;
  };
  let file = begin(undefined);
  for (const line of patch.split('\n')) {
    const [, path] = HEADER.exec(line) ?? [];
    if (path !== undefined) {
      paths.push(path);
      // the file before a change is named first
      if (!line.startsWith('---')) file = begin(path);
    } else if (!/^-|^@@/.test(line)) {
      if (!line.startsWith(' ')) file.added.add(file.lines.length);
      file.lines.push(line.replace(/^[+ ]/, ''));
    }
  }
  return {
    files: files.map((each) => ({ path: each.path, text: each.lines.join('\n'), added: each.added })),
    paths,
  };
}

const HEADER =
  /^(?:\*\*\* (?:Add File|Update File|Delete File|Move to): |\+\+\+ (?:b\/)?|--- (?:a\/)?)([^\r\t]+)/;

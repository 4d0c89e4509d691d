import { readFileSync } from 'node:fs';
import { AppError } from '../shared/errors.ts';

/**
 * Returns the text of a report that the command line names.
 *
 * @param name the file as the user typed it
 * @throws AppError `unreadable-file`
 */
export function readReport(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '?';
    throw new AppError('unreadable-file', { path: name, reason }, error);
  }
}

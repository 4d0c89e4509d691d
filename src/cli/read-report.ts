import { readFileSync } from 'node:fs';
import { fileError } from '../shared/errors.ts';

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
    throw fileError('unreadable-file', name, error);
  }
}

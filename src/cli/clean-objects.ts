import { promises } from 'node:fs';
import { join } from 'node:path';

/**
 * Objects in which an earlier audit found nothing, kept in the git directory: ids only, and only for the rules and
 * decoders they were looked at with. What is lost of it is looked at again.
 */
export class CleanObjects {
  readonly #file: string;
  readonly #heading: string;
  readonly #known: Set<string>;
  #isChanged = false;
  /** Whether they are all that there was when the last audit ended, names and all. */
  readonly isComplete: boolean;
  #isStillComplete: boolean;

  private constructor(file: string, heading: string, known: Set<string>, isComplete: boolean) {
    this.#file = file;
    this.#heading = heading;
    this.#known = known;
    this.isComplete = isComplete;
    this.#isStillComplete = isComplete;
  }

  /** @param version names the rules and decoders */
  static async read(gitDirectory: string, version: string): Promise<CleanObjects> {
    const file = join(gitDirectory, 'keyward', 'clean-objects');
    const heading = `keyward audit 3 ${version}`;
    // whatever is wrong with the file, it costs time and nothing else
    const text = await promises.readFile(file, 'latin1').catch(() => '');
    const [first, ...lines] = text.split('\n');
    const ids = first === heading ? lines.filter((line) => /^[0-9a-f]{40,64}$/.test(line)) : [];
    return new CleanObjects(file, heading, new Set(ids), first === heading && lines.at(-1) === COMPLETE);
  }

  /** Notes that an audit has ended that looked at all of some objects, and found nothing. */
  complete(objects: Iterable<string>): void {
    for (const object of objects) this.add(object);
    this.#isStillComplete = true;
  }

  has(object: string): boolean {
    return this.#known.has(object);
  }

  delete(object: string): void {
    if (this.#known.delete(object)) this.#change();
  }

  add(object: string): void {
    if (this.#known.has(object)) return;
    this.#known.add(object);
    this.#change();
  }

  #change(): void {
    this.#isChanged = true;
    this.#isStillComplete = false;
  }

  async save(): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const part = `${this.#file}.part`;
    try {
      await promises.mkdir(join(this.#file, '..'), { recursive: true });
      await promises.writeFile(
        part,
        [this.#heading, ...this.#known, this.#isStillComplete ? COMPLETE : ''].join('\n'),
      );
      await promises.rename(part, this.#file);
    } catch {
      // a repository that cannot be written is looked at whole each time
    }
  }
}

/** The last line, without an end, of a file to which nothing is to be added. */
const COMPLETE = 'complete';

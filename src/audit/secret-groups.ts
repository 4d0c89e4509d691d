import { pushTo } from '../shared/multimap.ts';

/** Secrets, grouped by the set of objects that contain them. */
export class SecretGroups {
  /** The objects of each group. */
  readonly objects: ReadonlySet<string>[] = [];
  readonly #fingerprints: string[][] = [];
  readonly #ofObject = new Map<string, number[]>();

  constructor(secrets: ReadonlyMap<string, ReadonlySet<string>>) {
    const known = new Map<string, number>();
    for (const [fingerprint, objects] of secrets) {
      const key = [...objects].sort().join(' ');
      const group = known.get(key) ?? this.objects.length;
      if (group === this.objects.length) {
        known.set(key, group);
        this.objects.push(objects);
        this.#fingerprints.push([]);
        for (const object of objects) pushTo(this.#ofObject, object, group);
      }
      this.#fingerprints[group]?.push(fingerprint);
    }
  }

  /** Returns the groups whose secrets are in an object. */
  of(object: string): readonly number[] {
    return this.#ofObject.get(object) ?? NO_GROUPS;
  }

  /** Returns each object that contains a secret, once. */
  allObjects(): string[] {
    return [...this.#ofObject.keys()];
  }

  fingerprintsOf(group: number): readonly string[] {
    return this.#fingerprints[group] ?? [];
  }

  /** Returns one value for each group. */
  map<T>(make: (group: number) => T): T[] {
    return this.objects.map((_, group) => make(group));
  }
}

const NO_GROUPS: readonly number[] = [];

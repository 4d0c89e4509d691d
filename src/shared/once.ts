/** Returns a function that calls the given one only the first time, and then repeats its result. */
export function once<T>(make: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: make() }).value;
}

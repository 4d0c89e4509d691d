/** Returns a function that calls the given one only the first time, and then repeats its result. */
export function once<T>(make: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: make() }).value;
}

/** Returns a function that calls the given one once for each text, and then repeats its result. */
export function oncePerText(make: (text: string) => string): (text: string) => string {
  const results = new Map<string, string>();
  return (text) => {
    const result = results.get(text) ?? make(text);
    results.set(text, result);
    return result;
  };
}

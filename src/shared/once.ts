/** Returns a function that calls the given one only the first time, and then repeats its result. */
export function once<T>(make: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: make() }).value;
}

/** Returns a function that calls the given one once for each text, and then repeats its result. */
export function oncePerText<T>(make: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined || results.has(text)) return known as T;
    const result = make(text);
    results.set(text, result);
    return result;
  };
}

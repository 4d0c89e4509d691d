/** Tests whether a person reads the output and can press a key. */
export function isInteractive(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/**
 * Prints pages on a terminal, one at a time.
 *
 * @param prompt shown while it waits for a key: Enter or space for the next page, q to end
 */
export async function page(
  pages: readonly string[],
  prompt: string,
  print: (text: string) => void,
): Promise<void> {
  for (const [index, text] of pages.entries()) {
    print(text);
    if (index === pages.length - 1) return;
    // the terminal must not echo a key that is pressed early
    const key = nextKey();
    print(`\n${prompt}`);
    const goesOn = await key;
    print(CLEAR_LINE);
    if (!goesOn) return;
  }
}

const CLEAR_LINE = '\r\u001B[K';

/** Waits for a key. Returns false if it ends the pages, or if the terminal is closed. Other keys are ignored. */
function nextKey(): Promise<boolean> {
  const { stdin } = process;
  return new Promise((resolve) => {
    const end = (goesOn: boolean) => {
      stdin.off('data', read).off('end', stop).setRawMode(false).pause();
      resolve(goesOn);
    };
    const stop = () => end(false);
    const read = (keys: Buffer) => {
      const known = keys.find((key) => NEXT.includes(key) || END.includes(key));
      if (known !== undefined) end(NEXT.includes(known));
    };
    stdin.on('data', read).on('end', stop).setRawMode(true).resume();
  });
}

const NEXT = Buffer.from('\r\n ');

/** q, Ctrl-C and Ctrl-D: in raw mode the terminal sends no signal. */
const END = Buffer.from('qQ\u0003\u0004');

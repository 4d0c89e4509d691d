/** One command of a shell line, without quotes. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** Variables that are set for the command only, as `NAME=value`. */
  readonly assignments: readonly string[];
  /** The files that its output goes to. */
  readonly targets: readonly string[];
  /** The text of a here-document. */
  readonly body: string | undefined;
}

/** Returns the commands in a text, including those in substitutions. It errs on the side of more commands. */
export function commandsIn(text: string): ShellCommand[] {
  const commands: Draft[] = [];
  new Reader(text, 0, commands).read(false);
  return commands.filter(
    ({ words, assignments, targets }) => words.length + assignments.length + targets.length > 0,
  );
}

interface Draft {
  words: string[];
  assignments: string[];
  targets: string[];
  body: string | undefined;
}

/** Words of the shell's grammar that may stand before a command. */
const KEYWORDS = new Set([
  ...['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', '}', 'time', 'fi', 'done'],
]);

class Reader {
  readonly #text: string;
  readonly #commands: Draft[];
  #at: number;
  #command: Draft;
  #word: string | undefined;
  #next: 'word' | 'target' | 'input' | 'here' = 'word';
  #stripsTabs = false;
  #heres: { end: string; stripsTabs: boolean; command: Draft }[] = [];

  constructor(text: string, at: number, commands: Draft[]) {
    this.#text = text;
    this.#at = at;
    this.#commands = commands;
    this.#command = this.#begin();
  }

  /**
   * Reads to the end, or to the parenthesis that ends a substitution.
   *
   * @returns the position after it
   */
  read(inParentheses: boolean): number {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const sign = this.#text.charAt(this.#at);
      if (sign === ')' && inParentheses && depth === 0) {
        this.#endCommand();
        return this.#at + 1;
      }
      if (sign === '(') depth += 1;
      if (sign === ')') depth -= 1;
      this.#step(sign);
    }
    this.#endCommand();
    return this.#at;
  }

  #step(sign: string): void {
    if (sign === '\n') this.#endLine();
    else if (/\s/.test(sign)) this.#skip(1, () => this.#endWord());
    else if (sign === '>' || sign === '<' || this.#text.startsWith('&>', this.#at)) this.#redirect();
    else if (/[;|&()]/.test(sign)) this.#skip(1, () => this.#endCommand());
    else if (sign === '#' && this.#word === undefined) this.#at = this.#find('\n');
    else this.#character(sign);
  }

  #skip(count: number, action: () => void): void {
    action();
    this.#at += count;
  }

  #character(sign: string): void {
    if (sign === "'") {
      const end = this.#find("'", this.#at + 1);
      this.#add(this.#text.slice(this.#at + 1, end));
      this.#at = end + 1;
    } else if (sign === '"') this.#doubleQuoted();
    else if (sign === '\\') this.#escaped();
    else this.#plainOrSubstitution(sign);
  }

  #escaped(): void {
    const next = this.#text.charAt(this.#at + 1);
    if (next !== '\n') this.#add(next);
    this.#at += 2;
  }

  #plainOrSubstitution(sign: string): void {
    // the quotes of $'…' and $"…"
    if (/^\$['"]/.test(this.#text.slice(this.#at, this.#at + 2))) this.#at += 1;
    else if (this.#text.startsWith('$(', this.#at)) {
      this.#add('$()');
      this.#at = new Reader(this.#text, this.#at + 2, this.#commands).read(true);
    } else if (sign === '`') {
      const end = this.#find('`', this.#at + 1);
      new Reader(this.#text.slice(this.#at + 1, end), 0, this.#commands).read(false);
      this.#add('$()');
      this.#at = end + 1;
    } else {
      this.#add(sign);
      this.#at += 1;
    }
  }

  #doubleQuoted(): void {
    this.#add('');
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== '"') {
      const sign = this.#text.charAt(this.#at);
      if (sign !== '\\') this.#plainOrSubstitution(sign);
      else if (/["\\$`\n]/.test(this.#text.charAt(this.#at + 1))) this.#escaped();
      else this.#plainOrSubstitution(sign);
    }
    this.#at += 1;
  }

  #redirect(): void {
    // the number of a stream, as in 2>
    if (this.#word !== undefined && /^\d$/.test(this.#word)) this.#word = undefined;
    this.#endWord();
    const [all] = /^(?:&>>?|<<<|<<-?|>>|>\||<>|[<>]&?)/.exec(this.#text.slice(this.#at, this.#at + 3)) ?? [
      '>',
    ];
    this.#at += all.length;
    if (this.#text.startsWith('(', this.#at)) return;
    if (all === '<<' || all === '<<-') [this.#next, this.#stripsTabs] = ['here', all === '<<-'];
    else this.#next = all.includes('>') ? 'target' : 'input';
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text;
  }

  #endWord(): void {
    const word = this.#word;
    if (word === undefined) return;
    const kind = this.#next;
    [this.#word, this.#next] = [undefined, 'word'];
    const { words, assignments, targets } = this.#command;
    if (kind === 'target') {
      if (!/^(?:\d+|-)$/.test(word)) targets.push(word);
    } else if (kind === 'here')
      this.#heres.push({ end: word, stripsTabs: this.#stripsTabs, command: this.#command });
    else if (kind === 'word') {
      if (words.length === 0 && /^[A-Za-z_]\w*\+?=/.test(word)) assignments.push(word);
      else if (words.length > 0 || !KEYWORDS.has(word)) words.push(word);
    }
  }

  #endCommand(): void {
    this.#endWord();
    this.#command = this.#begin();
  }

  #begin(): Draft {
    const command: Draft = { words: [], assignments: [], targets: [], body: undefined };
    this.#commands.push(command);
    return command;
  }

  #endLine(): void {
    this.#endCommand();
    this.#at += 1;
    for (const { end, stripsTabs, command } of this.#heres) {
      const lines: string[] = [];
      while (this.#at < this.#text.length) {
        const lineEnd = this.#find('\n');
        const line = this.#text.slice(this.#at, lineEnd);
        this.#at = lineEnd + 1;
        if ((stripsTabs ? line.replace(/^\t+/, '') : line).replace(/\r$/, '') === end) break;
        lines.push(line);
      }
      command.body = `${command.body ?? ''}${lines.join('\n')}\n`;
    }
    this.#heres = [];
  }

  /** The position of a character, or the end. */
  #find(sign: string, from = this.#at): number {
    const found = this.#text.indexOf(sign, from);
    return found === -1 ? this.#text.length : found;
  }
}

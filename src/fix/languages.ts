import type { StringSyntax, Syntax } from './lexer.ts';

/** How a project gets the variables of `.env` into the environment. */
export type Loader = 'node' | 'python' | 'ruby' | 'compose' | 'github' | 'shell';

/** A language in which a string literal may be replaced by the expression of `shared/env-var-idioms.ts`. */
export interface SourceLanguage {
  /** The paths of its files. */
  readonly files: RegExp;
  readonly syntax: Syntax;
  /** The quotes of literals that are plain strings. */
  readonly quotes: string;
  /** The code before a literal that may be replaced must match one of these at its end. */
  readonly before: RegExp;
  /** The code after it. */
  readonly after: RegExp;
  /** Code before it where an expression is not allowed or means something else. */
  readonly refuses?: RegExp;
  /** The whole text must match. */
  readonly requires?: RegExp;
  /** A line that the expression needs. */
  readonly statement?: NeededStatement;
  readonly loader: Loader;
}

/** An import. It is inserted before the first import of the file, or else before the first statement. */
export interface NeededStatement {
  readonly line: string;
  readonly present: RegExp;
  readonly firstImport: RegExp;
  readonly firstStatement: RegExp;
}

/** Returns the language of a file; undefined for one in which nothing is replaced. */
export function sourceLanguageOf(path: string): SourceLanguage | undefined {
  return LANGUAGES.find(({ files }) => files.test(path));
}

const double = (more: Partial<StringSyntax> = {}): StringSyntax => ({
  open: '"',
  close: '"',
  escape: '\\',
  ...more,
});
const single = (more: Partial<StringSyntax> = {}): StringSyntax => ({
  open: "'",
  close: "'",
  escape: '\\',
  ...more,
});
const triple = (quote: string, more: Partial<StringSyntax> = {}): StringSyntax => ({
  open: quote.repeat(3),
  close: quote.repeat(3),
  escape: '\\',
  isMultiline: true,
  ...more,
});
/** After the documentation of the module and imports from `__future__`, before which nothing else is allowed. */
const FIRST_IN_PYTHON =
  /(?<=^\s*(?:(?:"""[_\s]*"""|'''[_\s]*'''|"_*"|'_*')[ \t]*[\r\n]\s*)?(?:from[ \t]+__future__[^\r\n(]*[\r\n]\s*)*)(?!from[ \t]+__future__)[A-Za-z_@]/;

const C_COMMENTS = { lineComment: '//', blockComment: ['/*', '*/'] } as const;

const JAVASCRIPT = {
  syntax: {
    ...C_COMMENTS,
    hasRegex: true,
    strings: [double(), single(), { open: '`', close: '`', escape: '\\', isMultiline: true, code: '${' }],
  },
  quotes: '"\'`',
  before: /(?:[=(,[{:?|&+>]|\breturn|\bawait|\bdefault)\s*$/,
  after: /^(?:\s*(?:[;,)\]}+.]|\|\||\?\?|&&|as\b(?!\s+const\b)|$)|[ \t]*\r?\n)/,
  // types, members of an enum, attributes of JSX
  refuses:
    /\btype\s+\w+(?:<[^=]*>)?\s*=\s*$|\b(?:enum\s+\w+|interface\s+\w+[^{}]*|type\s+\w+[^{};]*)\s*\{[^{}]*$|<[A-Za-z][^;]*[\w-]=$/,
  loader: 'node',
} as const satisfies Partial<SourceLanguage>;

const JVM = {
  quotes: '"',
  before: /(?:[=(,[{:?|&+>]|\breturn|\belse)\s*$/,
  after: /^(?:\s*(?:[;,)\]}+.]|\?:|$)|[ \t]*\r?\n)/,
  // arguments of annotations, constants of Kotlin
  refuses: /@[\w.]+\s*\((?:[^()]|\([^()]*\))*$|\bconst\s+val\b[^\n]*$/,
  loader: 'shell',
} as const satisfies Partial<SourceLanguage>;

const YAML = {
  syntax: {
    lineComment: '#',
    commentNeedsSpace: true,
    strings: [double(), { open: "'", close: "'" }],
  },
  quotes: '"\'',
  before: /(?:^|\n)[ \t]*(?:-[ \t]+)?[\w.-]+:[ \t]+$/,
  after: /^[ \t]*(?:\r?\n|$)/,
  // a text over several lines, such as a script
  refuses: /(?:^|\n)( *)[^\s#][^\n]*[|>][-+\d]*[ \t]*\r?\n(?:[ \t\r]*\n|\1 +[^\s][^\n]*\n)*\1 +[^\n]*$/,
} as const satisfies Partial<SourceLanguage>;

const LANGUAGES: readonly SourceLanguage[] = [
  { files: /(?<!\.d)\.[cm]?[jt]sx?$/, ...JAVASCRIPT },
  {
    files: /\.py$/,
    syntax: {
      lineComment: '#',
      strings: [triple('"'), triple("'"), double(), single()],
    },
    quotes: '"\'',
    before: /(?:[=(,[{:+]|\breturn|\bor|\band|\belse)\s*$/,
    after: /^[ \t]*(?:[,)\]};+.]|\r?\n|$|(?:or|and|if|else|for)\b)/,
    statement: {
      line: 'import os',
      present: /^import[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*os[ \t]*(?:[,;\r]|$)/m,
      firstImport: /^(?:import|from)[ \t]+(?!__future__)[\w.]/m,
      firstStatement: FIRST_IN_PYTHON,
    },
    loader: 'python',
  },
  {
    files: /\.(?:rb|rake)$/,
    syntax: {
      lineComment: '#',
      blockComment: ['\n=begin', '\n=end'],
      hasRegex: true,
      strings: [double({ isMultiline: true, code: '#{' }), single({ isMultiline: true })],
    },
    quotes: '"\'',
    before: /(?:[=(,[{>|&+]\s*|[:?]\s+|\breturn\s+)$/,
    after: /^[ \t]*(?:[,)\]};+.]|\r?\n|$|\|\||(?:if|unless|or|and)\b)/,
    // here documents and other quotes
    refuses: /<<[-~]?["'`]?[A-Z_]|%[wWqQiIr][^\w\s]|\b__END__\b/,
    loader: 'ruby',
  },
  {
    files: /\.go$/,
    syntax: {
      ...C_COMMENTS,
      strings: [double(), { open: '`', close: '`', isMultiline: true }, single()],
    },
    quotes: '"`',
    before: /(?:[=(,[{:+]|\breturn)\s*$/,
    after: /^[ \t]*(?:[,)\]};+]|\r?\n|$)/,
    refuses: /(?:^|\n)[ \t]*const\b[^\n]*$|(?:^|\n)[ \t]*const[ \t]*\([^)]*$/,
    requires: /^(?:import)?[ \t]+"os"[ \t]*;?\r?$/m,
    loader: 'shell',
  },
  {
    files: /\.(?:java|kts?|scala)$/,
    ...JVM,
    syntax: { ...C_COMMENTS, strings: [triple('"', { code: '${' }), double({ code: '${' }), single()] },
  },
  {
    files: /\.(?:groovy|gradle)$/,
    ...JVM,
    quotes: '"\'',
    syntax: {
      ...C_COMMENTS,
      strings: [triple('"', { code: '${' }), triple("'"), double({ code: '${' }), single()],
    },
  },
  {
    files: /\.php$/,
    syntax: {
      ...C_COMMENTS,
      otherLineComment: '#',
      strings: [double({ isMultiline: true }), single({ isMultiline: true })],
    },
    quotes: '"\'',
    before: /(?:[=(,[>:?|&.]|\breturn|\becho)\s*$/,
    after: /^\s*(?:[;,)\].]|\?\?|\?:|\|\||&&)/,
    // constants and default values of properties and parameters; here documents
    refuses:
      /(?:^|[;{}])\s*(?:#\[[^\]]*\]\s*)?(?:public|private|protected|var|static|readonly|final|const|case)\b[^;{}]*$|\b(?:function|fn)\b[^{;]*\([^{;]*$|<<<["']?\w/,
    requires: /^<\?php\b(?:(?!\?>)[^])*$/,
    loader: 'shell',
  },
  {
    files: /\.cs$/,
    syntax: {
      ...C_COMMENTS,
      strings: [
        triple('"'),
        { open: '@"', close: '"', isMultiline: true },
        { open: '@$"', close: '"', isMultiline: true },
        double(),
        single(),
      ],
    },
    quotes: '"',
    before: /(?:[=(,[{:?|&+>]|\breturn)\s*$/,
    after: /^(?:\s*(?:[;,)\]}+.]|\?\?|$)|[ \t]*\r?\n)/,
    // constants, attributes, default values of parameters
    refuses:
      /\bconst\b[^;{}]*$|\[\s*\w[\w.]*\s*\([^()\]]*$|[(,]\s*(?:\w+\s+)?(?:string|object)\??\s+\w+\s*=\s*$/,
    loader: 'shell',
  },
  {
    files: /\.(?:sh|bash|zsh|ksh)$/,
    syntax: {
      lineComment: '#',
      commentNeedsSpace: true,
      hasCodeEscapes: true,
      strings: [
        { open: "$'", close: "'", escape: '\\', isMultiline: true },
        double({ isMultiline: true }),
        { open: "'", close: "'", isMultiline: true },
      ],
    },
    quotes: '"\'',
    before: /(?:^|[\s=(])$/,
    after: /^(?:[\s;)&|]|$)/,
    // here documents
    refuses: /<</,
    loader: 'shell',
  },
  {
    files: /\.psm?1$/,
    syntax: {
      lineComment: '#',
      blockComment: ['<#', '#>'],
      commentNeedsSpace: true,
      strings: [
        { open: '@"', close: '\n"@', isMultiline: true },
        { open: "@'", close: "\n'@", isMultiline: true },
        double({ escape: '`', isMultiline: true }),
        { open: "'", close: "'", isMultiline: true },
      ],
    },
    quotes: '"\'',
    before: /(?:[=(,]\s*|-\w+:?[ \t]+|\breturn[ \t]+)$/,
    after: /^[ \t]*(?:[,)\]};|]|\r?\n|$|-\w|`)/,
    // attributes
    refuses: /\[\w+\([^()\]]*$/,
    loader: 'shell',
  },
  {
    files: /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/,
    ...YAML,
    loader: 'github',
  },
  // docker compose reads the .env beside the file
  {
    files: /^(?:docker-)?compose[\w.-]*\.ya?ml$/,
    ...YAML,
    loader: 'compose',
  },
];

import type { Strength } from './index.ts';

/**
 * What the name that a value is given says about it.
 *
 * Languages give names in many ways (`name = "…"`, `name: Type = "…"`, `NAME || "…"`, `<name>…`, `<name>N</name><value>…`,
 * `--name …`, `ENV NAME …`), so no grammar is matched. Instead the text before the value is read backwards: punctuation,
 * type names, wrapping calls and words like `value` or `default` connect a name with its value; the first other word is
 * the name.
 *
 * @param before the text that ends where the value starts
 */
export function strengthOfName(before: string): Strength {
  const name = nameAtEnd(before);
  return name === undefined ? 'none' : strengthOfWords(splitWords(name));
}

/** How many connecting words may stand between a name and its value. */
const CONNECTORS = 5;

function nameAtEnd(before: string): string | undefined {
  let rest = before;
  for (let step = 0; step <= CONNECTORS; step += 1) {
    const gap = GAP_AT_END.exec(rest)?.[0] ?? '';
    // a name stands on the value's line or, where the value is folded, on the line above
    if (gap.length > 120 || (gap.match(/\n/g)?.length ?? 0) > 2) return undefined;
    rest = rest.slice(0, rest.length - gap.length);
    const word = NAME_AT_END.exec(rest)?.[0];
    if (word === undefined) return undefined;
    const follows = before.slice(rest.length).trimStart();
    rest = rest.slice(0, rest.length - word.length);
    const closesTag = rest.endsWith('</');
    if (saysSecret(word) || !(closesTag || isConnector(word, follows, gap))) return word;
  }
  return undefined;
}

const GAP_AT_END = /[^A-Za-z0-9_]*$/;

/** An identifier with dots and dashes, or a title of up to four words such as `Secret access key`. */
const NAME_AT_END =
  /(?:(?:AWS|Aws|aws) )?(?:[Ss]ecret [Aa]ccess [Kk]ey|SECRET ACCESS KEY|[Ss]ecret [Kk]ey)$|[A-Za-z_$][\w$.-]*$/;

/** Whether a word only connects: a word of a syntax, the name of a wrapping call, or a type annotation. */
function isConnector(word: string, follows: string, gap: string): boolean {
  if (CONNECTING.has(word.toLowerCase())) return true;
  if (follows.startsWith('(')) return true;
  return (
    /^[\])>?|\s]*=/.test(gap) &&
    /^[A-Z][\w.]*$|^(?:str|string|char|text|varchar)$/.test(word) &&
    !/[_-]/.test(word)
  );
}

const CONNECTING = new Set([
  ...[
    'value',
    'default',
    'defaultvalue',
    'default_value',
    'fallback',
    'string',
    'str',
    'text',
    'content',
    'data',
    'plain',
  ],
  ...[
    'b',
    'r',
    'u',
    'f',
    'rb',
    'br',
    'n',
    't',
    'is',
    'to',
    'optional',
    'secretstr',
    'option',
    'final',
    'readonly',
    'nonsensitive',
  ],
]);

function saysSecret(word: string): boolean {
  return /secret/i.test(word) && strengthOfWords(splitWords(word)) !== 'none';
}

/** `awsSecretAccessKey`, `AWS_SECRET_ACCESS_KEY` and `aws.secret-access-key` are the same words. */
function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function strengthOfWords(words: readonly string[]): Strength {
  const joined = words.join('');
  if (words.some((word) => NOT_A_SECRET.has(word))) return 'none';
  // people write the secret half under the name of the other one, too
  if (!joined.includes('secret')) return /(?:aws|amazon)(?:access)?key$/.test(joined) ? 'weak' : 'none';
  if (
    /secretaccesskey|(?:aws|amazon|amzn|amz|s3[an]?|iam|ses|sqs|sns|dynamo(?:db)?|ec2).*secret/.test(joined)
  )
    return 'strong';
  if (words.some((word) => OTHER_OWNER.has(word))) return 'none';
  return 'weak';
}

/** Words that make a name one of something beside the secret: where it is kept, what was computed from it. */
const NOT_A_SECRET = new Set([
  ...[
    'arn',
    'name',
    'ref',
    'path',
    'file',
    'hash',
    'hashed',
    'sha',
    'sha1',
    'sha256',
    'md5',
    'digest',
    'checksum',
  ],
  ...[
    'version',
    'manager',
    'secretsmanager',
    'url',
    'uri',
    'length',
    'type',
    'store',
    'engine',
    'etag',
    'encrypted',
    'public',
  ],
  ...['integrity', 'signature', 'raw'],
]);

/** Words that say whose secret it is, where that is not AWS. */
const OTHER_OWNER = new Set([
  ...[
    'django',
    'flask',
    'rails',
    'laravel',
    'jwt',
    'session',
    'cookie',
    'csrf',
    'client',
    'oauth',
    'oauth2',
    'auth0',
    'oidc',
  ],
  ...[
    'webhook',
    'signing',
    'github',
    'gitlab',
    'slack',
    'stripe',
    'twitter',
    'consumer',
    'facebook',
    'google',
    'azure',
    'minio',
  ],
  ...[
    'recaptcha',
    'captcha',
    'grafana',
    'app',
    'application',
    'token',
    'shared',
    'nextauth',
    'hmac',
    'encryption',
    'cloudflare',
  ],
]);

import { indentOf } from './name-evidence.ts';

/** Whose a private key is, by what is said of it. */
export type Owner = 'aws' | 'other' | 'unknown';

/** The text around a private key. */
export interface Surroundings {
  /** The text that ends where the key begins. */
  readonly before: string;
  /** The text that begins where the key ends. */
  readonly behind: string;
}

/**
 * Whose a private key is by its own name, its own comment, and the parts of a document that it is in. The nearest of them
 * that says EC2, Lightsail, CloudFront or IoT, or something else, decides.
 */
export function ownerInText({ before, behind }: Surroundings): Owner {
  const lines = before.split('\n').map((line) => line.replace(HOLDER, ''));
  const own = ownLine(lines);
  const name = lastSegment(lines[own] ?? '');
  return (
    firstOwner([
      name,
      labelsAbove(lines, own).join('\n'),
      [...commentsAbove(lines, own), afterKey(behind)].join('\n'),
      ...parentsOf(lines, own, name),
    ]) ?? 'unknown'
  );
}

/** Whose a private key is by the name of its file: the last part of a path. */
export function ownerByFile(name: string): Owner {
  return FILE_FORMS.test(name) ? 'aws' : ownerByWords(name);
}

/** What a text is given to, as in `config: # the EC2 key`, where the text itself begins with a name or a comment. */
const HOLDER =
  /^\s*(?:\{\s*["'][^"'\n]{1,60}["']\s*:\s*["'`]|["']?[\w.-]{1,60}["']?:\s+["']?)(?=(?:-\s+)?["']?[\w.-]{1,60}["']?\s*[:=]|#|\/\/)/;

/** How many blank lines may be between a key and the line that names it. */
const MAX_BLANK_LINES = 2;

/** The names that the consoles of CloudFront and IoT give to the files they hand out. */
const FILE_FORMS = /^(?:pk|rsa)-APKA[A-Z0-9]{16,17}\.pem$|(?:^|[-.])private\.pem\.key$|\.private\.key$/;

/** The index of the line that names a key: its own, or, where that has no letters, the one before. */
function ownLine(lines: readonly string[]): number {
  let index = lines.length - 1;
  while (index > 0 && lines.length - index <= MAX_BLANK_LINES + 1 && !hasName(lines[index] ?? '')) index -= 1;
  return index;
}

/** Not a fence of Markdown, a prefix of a literal or a block's sign. */
function hasName(line: string): boolean {
  return /[A-Za-z]{2}/.test(line) && !/^\s*(?:```|~~~)\w*\s*$/.test(line);
}

/** The last part of a line, cut at commas, semicolons and braces, that holds a name. */
function lastSegment(line: string): string {
  return (
    line
      .slice(-MAX_SEGMENT)
      .split(/[,;{}]/)
      .findLast(hasName) ?? ''
  );
}

const MAX_SEGMENT = 400;

/** The comments directly above a line. */
function commentsAbove(lines: readonly string[], own: number): readonly string[] {
  let first = own;
  while (first > 0 && COMMENT.test(lines[first - 1] ?? '')) first -= 1;
  return lines.slice(first, own);
}

const COMMENT = /^\s*(?:#|\/\/|--|;|\/?\*|<!--|rem\b)/i;

/** The lines of the same block that name the value, as in `- name: …`, then `value: …`. */
function labelsAbove(lines: readonly string[], own: number): readonly string[] {
  const indent = indentOf(lines[own] ?? '');
  const labels: string[] = [];
  for (let index = own - 1; index >= Math.max(0, own - MAX_LABEL_LINES); index -= 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '' || indentOf(line) < indent - 4) break;
    if (LABEL.test(line)) labels.push(line);
  }
  return labels;
}

const MAX_LABEL_LINES = 5;

const LABEL = /^[\s{-]*["']?(?:name|key|path|dest|file|filename|title|variable)["']?\s*[:=]/i;

/** What follows a key on its last line, and the commands after it that use it. */
function afterKey(behind: string): string {
  const [rest = '', ...next] = behind.replace(/^\s*-----END [A-Z ]+-----/, '').split('\n');
  const commands = next
    .slice(0, MAX_COMMANDS)
    .filter((line) => /\b(?:chmod|ssh|scp|sftp|ec2-user)\b/.test(line));
  return [rest.slice(0, MAX_SEGMENT), ...commands].join('\n');
}

const MAX_COMMANDS = 6;

/** What a line is a part of, from the inside out: the text before each bracket that is open, then the less indented lines. */
function parentsOf(lines: readonly string[], own: number, name: string): readonly string[] {
  const parents: string[] = [];
  const above = lines.slice(0, own + 1).join('\n');
  const text = above.slice(0, Math.max(0, above.lastIndexOf(name)));
  let closed = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const character = text[at] ?? '';
    if (')]}'.includes(character)) closed += 1;
    else if ('([{'.includes(character)) {
      if (closed > 0) closed -= 1;
      else parents.push(lastSegment(lineBefore(text, at)));
    }
  }
  let indent = indentOf(lines[own] ?? '');
  for (let index = own - 1; index >= 0 && indent > 0; index -= 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    if (/[:=]\s*$/.test(line)) parents.push(line);
  }
  return parents;
}

function lineBefore(text: string, end: number): string {
  return text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
}

/** The owner that the first of some texts names that names one. */
function firstOwner(texts: readonly string[]): Owner | undefined {
  return texts.map(ownerByWords).find((owner) => owner !== 'unknown');
}

/** Whose a key is by the words of a text about it. Where the text names a service of AWS and something else, it is AWS's. */
function ownerByWords(text: string): Owner {
  const said = text.replace(NAMES_OF_PLACES, ' ');
  if (KEY_PAIR.test(said)) return 'aws';
  const words = wordsOf(said);
  if (words.some((word) => SERVICE.test(word) && !HEX.test(word))) return 'aws';
  const phrase = words.join(' ');
  if (OTHER_PHRASES.test(phrase) || words.some((word) => OTHERS.has(word))) return 'other';
  return AWS_KEY.test(phrase) ? 'aws' : 'unknown';
}

/** ARNs and web addresses, which say where something is and not whose the key is. */
const NAMES_OF_PLACES = /\barn:aws[\w-]*:[\w:/*.+=,@-]*|\bhttps?:\/\/[^\s"'`<>]*/g;

function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\b(cloud|light)[ _-](front|sail)\b/g, '$1$2')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** The answer of `create-key-pair`, the cache of `aws login`, a resource of Terraform, and CloudFront's ids. */
const KEY_PAIR = /"KeyMaterial"|\bKeyMaterial:|"dpopKey"|\baws_(?:key_pair|instance)|\bAPKA[A-Z2-7]{16}\b/;

/** The services whose keys are private keys, as a word of a name. */
const SERVICE =
  /^[a-z]*ec2(?!\d)[a-z]*\d{0,2}$|lightsail|cloudfront|^(?:aws)?iot(?:core|device|thing|key|cert)?\d{0,2}$/;

/** A digest, which may hold `ec2` by chance. */
const HEX = /^[0-9a-f]{5,}$/;

/** What else private keys are for, and whose they are. */
const OTHERS: ReadonlySet<string> = new Set(
  `jwt jws jwe jwk jwks tls ssl https cert certs certificate crt ca x509 saml sso oidc oauth oauth2 dkim pgp gpg apns
  webhook license k8s kubernetes etcd nginx apache
  github gitlab bitbucket firebase google gcp azure apple docusign snowflake salesforce okta`.split(/\s+/),
);

const OTHER_PHRASES = /\bservice ?accounts?\b/;

/** AWS and a key of a machine, where no service is named. */
const AWS_KEY = /\b(?:aws|amazon)(?: \w+){0,2} ?(?:keys?|keypair|pem|ppk|ssh|instance)\b/;

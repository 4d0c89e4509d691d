import { indentOf } from './name-evidence.ts';

/** The owner of a private key. */
export type Owner = 'aws' | 'other' | 'unknown';

/** The text around a private key. */
export interface Surroundings {
  /** The text that ends where the key starts. */
  readonly before: string;
  /** The text that starts where the key ends. */
  readonly after: string;
}

/**
 * Returns the owner of a private key, from its name, its comment and the blocks that it is in. The nearest of these that
 * mentions EC2, Lightsail, CloudFront or IoT, or something else that has keys, decides.
 */
export function ownerInText({ before, after }: Surroundings): Owner {
  const lines = before.split('\n').map((line) => line.replace(HOLDER, ''));
  const own = ownLine(lines);
  const name = lastSegment(lines[own] ?? '');
  return (
    firstOwner([
      name,
      labelsAbove(lines, own).join('\n'),
      [...commentsAbove(lines, own), afterKey(after)].join('\n'),
      ...parentsOf(lines, own, name),
    ]) ?? 'unknown'
  );
}

/** Returns the owner of a private key, from the name of its file without folders. */
export function ownerByFile(name: string): Owner {
  return FILE_FORMS.test(name) ? 'aws' : ownerByWords(name);
}

/** A name whose value is a text that starts with a name or a comment itself, as in `config: # the EC2 key`. */
const HOLDER =
  /^\s*(?:\{\s*["'][^"'\n]{1,60}["']\s*:\s*["'`]|["']?[\w.-]{1,60}["']?:\s+["']?)(?=(?:-\s+)?["']?[\w.-]{1,60}["']?\s*[:=]|#|\/\/)/;

/** The maximum number of blank lines between a key and the line that names it. */
const MAX_BLANK_LINES = 2;

/** The names of the files that the consoles of CloudFront and IoT offer for download. */
const FILE_FORMS = /^(?:pk|rsa)-APKA[A-Z0-9]{16,17}\.pem$|(?:^|[-.])private\.pem\.key$|\.private\.key$/;

/** Returns the index of the line that names a key: its own line, or one above if that contains no name. */
function ownLine(lines: readonly string[]): number {
  let index = lines.length - 1;
  while (index > 0 && lines.length - index <= MAX_BLANK_LINES + 1 && !hasName(lines[index] ?? '')) index -= 1;
  return index;
}

/** True if a line contains a name, and not just a Markdown fence, the prefix of a literal or block syntax. */
function hasName(line: string): boolean {
  return /[A-Za-z]{2}/.test(line) && !/^\s*(?:```|~~~)\w*\s*$/.test(line);
}

/** Returns the last part of a line that contains a name, split at commas, semicolons and braces. */
function lastSegment(line: string): string {
  return (
    line
      .slice(-MAX_SEGMENT)
      .split(/[,;{}]/)
      .findLast(hasName) ?? ''
  );
}

const MAX_SEGMENT = 400;

/** Returns the comments directly above a line. */
function commentsAbove(lines: readonly string[], own: number): readonly string[] {
  let first = own;
  while (first > 0 && COMMENT.test(lines[first - 1] ?? '')) first -= 1;
  return lines.slice(first, own);
}

const COMMENT = /^\s*(?:#|\/\/|--|;|\/?\*|<!--|rem\b)/i;

/** Returns the lines of the same block that name the value, as in `- name: …`, then `value: …`. */
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

/** Returns the text after a key on its last line, and the following commands that use it. */
function afterKey(after: string): string {
  const [rest = '', ...next] = after.replace(/^\s*-----END [A-Z ]+-----/, '').split('\n');
  const commands = next
    .slice(0, MAX_COMMANDS)
    .filter((line) => /\b(?:chmod|ssh|scp|sftp|ec2-user)\b/.test(line));
  return [rest.slice(0, MAX_SEGMENT), ...commands].join('\n');
}

const MAX_COMMANDS = 6;

/** Returns the blocks that a line is in, innermost first: the text before each open bracket, then the less indented lines. */
function parentsOf(lines: readonly string[], own: number, name: string): readonly string[] {
  const parents: string[] = [];
  const above = lines.slice(0, own + 1).join('\n');
  const text = above.slice(0, Math.max(0, above.lastIndexOf(name)));
  let closed = 0;
  for (let offset = text.length - 1; offset >= 0; offset -= 1) {
    const character = text[offset] ?? '';
    if (')]}'.includes(character)) closed += 1;
    else if ('([{'.includes(character)) {
      if (closed > 0) closed -= 1;
      else parents.push(lastSegment(lineBefore(text, offset)));
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

/** Returns the owner in the first text that mentions one. */
function firstOwner(texts: readonly string[]): Owner | undefined {
  return texts.map(ownerByWords).find((owner) => owner !== 'unknown');
}

/** Returns the owner of a key from the words of a text about it. AWS services take precedence over other owners. */
function ownerByWords(text: string): Owner {
  const plain = text.replace(LOCATIONS, ' ');
  if (KEY_PAIR.test(plain)) return 'aws';
  const words = wordsOf(plain);
  if (words.some((word) => SERVICE.test(word) && !HEX.test(word))) return 'aws';
  const phrase = words.join(' ');
  if (OTHER_PHRASES.test(phrase) || words.some((word) => OTHERS.has(word))) return 'other';
  return AWS_KEY.test(phrase) ? 'aws' : 'unknown';
}

/** ARNs and URLs, which say where something is, not who owns the key. */
const LOCATIONS = /\barn:aws[\w-]*:[\w:/*.+=,@-]*|\bhttps?:\/\/[^\s"'`<>]*/g;

function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\b(cloud|light)[ _-](front|sail)\b/g, '$1$2')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** The output of `create-key-pair`, the cache of `aws login`, a Terraform resource or a CloudFront key ID. */
const KEY_PAIR = /"KeyMaterial"|\bKeyMaterial:|"dpopKey"|\baws_(?:key_pair|instance)|\bAPKA[A-Z2-7]{16}\b/;

/** Services that use private keys, as a word of a name. */
const SERVICE =
  /^[a-z]*ec2(?!\d)[a-z]*\d{0,2}$|lightsail|cloudfront|^(?:aws)?iot(?:core|device|thing|key|cert)?\d{0,2}$/;

/** A digest, which may contain `ec2` by chance. */
const HEX = /^[0-9a-f]{5,}$/;

/** Other uses and owners of private keys. */
const OTHERS: ReadonlySet<string> = new Set(
  `jwt jws jwe jwk jwks tls ssl https cert certs certificate crt ca x509 saml sso oidc oauth oauth2 dkim pgp gpg apns
  webhook license k8s kubernetes etcd nginx apache
  github gitlab bitbucket firebase google gcp azure apple docusign snowflake salesforce okta`.split(/\s+/),
);

const OTHER_PHRASES = /\bservice ?accounts?\b/;

/** AWS with a key for a machine, without a service name. */
const AWS_KEY = /\b(?:aws|amazon)(?: \w+){0,2} ?(?:keys?|keypair|pem|ppk|ssh|instance)\b/;

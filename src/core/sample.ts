/**
 * Makes fake credentials from a seed. Values are drawn evenly from the whole space and never filtered, so a test that
 * uses them meets the same rare cases that real keys do.
 */
export class Sample {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1); mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.integer(items.length)] ?? items[0];
  }

  /** `length` characters of `alphabet`. */
  string(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet.charAt(this.integer(alphabet.length))).join('');
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.integer(256)));
  }

  digits(length: number): string {
    return this.string('0123456789', length);
  }

  hex(length: number): string {
    return this.string('0123456789abcdef', length);
  }

  /** A long-term (`AKIA`) or temporary (`ASIA`) access key id of the form issued since 2019. */
  accessKeyId(prefix: 'AKIA' | 'ASIA' = 'AKIA'): string {
    return prefix + this.string('QRSTUVWXYZ234567', 1) + this.string(BASE32, 15);
  }

  /** A key id as issued before 2019; it names no account. */
  oldAccessKeyId(): string {
    return `AKIA${this.pick(['I', 'J'])}${this.string(BASE32, 15)}`;
  }

  /** 30 random bytes in base64: 40 characters, no padding. */
  secretAccessKey(): string {
    return this.bytes(30).toString('base64');
  }

  /** A session token: a version byte, a protobuf field with the issuer's name, then random bytes. */
  sessionToken(length = 500): string {
    const head = this.pick([
      '\x17\n\x06er/aws',
      '!\n\x09origin_ec',
      '\x02\n\x09origin_ec',
      '\x15\n\x06er/aws',
    ]);
    return Buffer.concat([Buffer.from(head, 'latin1'), this.bytes(length)]).toString('base64');
  }

  /** A long-term Bedrock API key: three tag bytes, then `<user>-at-<account>:<secret>`. */
  bedrockApiKey(account: string = this.digits(12)): string {
    const user = `BedrockAPIKey-${this.string('abcdefghijklmnopqrstuvwxyz0123456789', 4)}`;
    const body = `${user}-at-${account}:${this.bytes(33).toString('base64')}`;
    return Buffer.concat([Buffer.from([0x00, 0x14, 0x8a]), Buffer.from(body)]).toString('base64');
  }

  /** A short-term Bedrock API key: a presigned URL in base64, valid for `seconds` after `from`. */
  bedrockShortTermApiKey(from: Date, seconds = 43_200): string {
    const date = from.toISOString().replace(/[-:]|\.\d+/g, '');
    const url = [
      'bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Algorithm=AWS4-HMAC-SHA256',
      `X-Amz-Credential=${this.accessKeyId('ASIA')}%2F${date.slice(0, 8)}%2Fus-east-1%2Fbedrock%2Faws4_request`,
      `X-Amz-Date=${date}`,
      `X-Amz-Expires=${seconds}`,
      'X-Amz-SignedHeaders=host',
      `X-Amz-Signature=${this.hex(64)}`,
      'Version=1',
    ].join('&');
    return `bedrock-api-key-${Buffer.from(url).toString('base64')}`;
  }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Makes fake credentials from a seed. Values are drawn uniformly from the whole space and never filtered, so tests meet the
 * same rare cases as real keys.
 */
export class FakeCredentials {
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

  /** An integer in [0, below). */
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

  /** Upper case letters and the digits 2 to 7. */
  base32(length: number): string {
    return this.string(BASE32, length);
  }

  /** A long-term (`AKIA`) or temporary (`ASIA`) access key ID in the format used since 2019. */
  accessKeyId(prefix: 'AKIA' | 'ASIA' = 'AKIA'): string {
    return prefix + this.string('QRSTUVWXYZ234567', 1) + this.base32(15);
  }

  /** An access key ID that contains an account ID of 12 digits. */
  accessKeyIdOf(account: string, prefix: 'AKIA' | 'ASIA' = 'AKIA'): string {
    // a marker bit, 40 bits of the account ID, nine more bits; five bits per character
    let bits = (1n << 49n) | (BigInt(account) << 9n) | BigInt(this.integer(512));
    let head = '';
    for (let index = 0; index < 10; index += 1, bits >>= 5n) head = BASE32.charAt(Number(bits & 31n)) + head;
    return `${prefix}${head}${this.base32(6)}`;
  }

  /** An access key ID in the format used before 2019, which contains no account ID. */
  oldAccessKeyId(): string {
    return `AKIA${this.pick(['I', 'J'])}${this.base32(15)}`;
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
      '\x02\n\x06origin',
      '\x15\n\x06er/aws',
    ]);
    return Buffer.concat([Buffer.from(head, 'latin1'), this.bytes(length)]).toString('base64');
  }

  /** A long-term API key of a service: base64 of tag bytes and `<user>-at-<account>:<secret>`. */
  serviceApiKey(user: string, tag: readonly number[]): string {
    const body = `${user}-at-${this.digits(12)}:${this.bytes(33).toString('base64')}`;
    return Buffer.concat([Buffer.from(tag), Buffer.from(body)]).toString('base64');
  }

  /** A long-term Bedrock API key, as the console creates it. */
  bedrockApiKey(): string {
    const user = `BedrockAPIKey-${this.string(BASE36, 4)}`;
    return this.serviceApiKey(user, [0x00, 0x14, 0x8a]);
  }

  /** A CloudWatch Logs API key, as the console creates it. */
  cloudwatchLogsApiKey(): string {
    return this.serviceApiKey(`CloudWatchLogsAPIKey-${this.string(BASE36, 4)}`, [0x00, 0x25, 0x8b]);
  }

  kiroApiKey(): string {
    return `ksk_${this.string(BASE62, 32)}`;
  }

  /** A sign-in token of IAM Identity Center or AWS Builder ID: a time, random bytes and a signature in base64. */
  signInToken(kind: 'access' | 'refresh'): string {
    const prefix = kind === 'access' ? 'aoaAAAAAG' : 'aorAAAAAG';
    return `${prefix}${this.bytes(66).toString('base64url')}:MGUC${this.bytes(98).toString('base64').replace(/=+$/, '')}`;
  }

  /** A short-term API key of a service: a prefix and, in base64, a URL that is valid for twelve hours from `from`. */
  shortTermKey(prefix: string, host: string, from: Date): string {
    const address = `${host}/?Action=CallWithBearerToken&${this.#signature(from, 43_200, 'ASIA')}&Version=1`;
    return prefix + Buffer.from(address).toString('base64');
  }

  /** A short-term Bedrock API key. */
  bedrockShortTermApiKey(from: Date): string {
    return this.shortTermKey('bedrock-api-key-', 'bedrock.amazonaws.com', from);
  }

  /** An EKS token, valid from `from`. */
  eksToken(from: Date): string {
    const address = `https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&${this.#signature(from, 60, 'ASIA')}`;
    return `k8s-aws-v1.${Buffer.from(address).toString('base64url')}`;
  }

  /** A presigned URL, valid for a week from `from`. */
  presignedUrl(from: Date, signer: 'AKIA' | 'ASIA' = 'ASIA'): string {
    return `https://bucket.s3.amazonaws.com/key.txt?${this.#signature(from, 604_800, signer)}&x-id=GetObject`;
  }

  /** A login token for RDS, valid from `from`. */
  rdsAuthToken(from: Date): string {
    return `db.x.us-east-1.rds.amazonaws.com:3306/?Action=connect&DBUser=app&${this.#signature(from, 900, 'ASIA')}`;
  }

  /** A login token for Aurora DSQL, valid from `from`. */
  dsqlAuthToken(from: Date): string {
    const action = this.pick(['DbConnect', 'DbConnectAdmin']);
    return `${this.string(BASE36, 26)}.dsql.us-east-1.on.aws/?Action=${action}&${this.#signature(from, 3600, 'ASIA')}`;
  }

  /** A login token for a Kafka cluster, valid from `from`. */
  mskAuthToken(from: Date): string {
    const address = `https://kafka.us-east-1.amazonaws.com/?Action=kafka-cluster%3AConnect&${this.#signature(from, 900, 'ASIA')}&User-Agent=aws-msk-iam-sasl-signer-js%2F1.0.0`;
    return Buffer.from(address).toString('base64url');
  }

  #signature(from: Date, seconds: number, prefix: 'AKIA' | 'ASIA'): string {
    const date = from.toISOString().replace(/[-:]|\.\d+/g, '');
    return [
      'X-Amz-Algorithm=AWS4-HMAC-SHA256',
      `X-Amz-Credential=${this.accessKeyId(prefix)}%2F${date.slice(0, 8)}%2Fus-east-1%2Fs3%2Faws4_request`,
      `X-Amz-Date=${date}`,
      `X-Amz-Expires=${seconds}`,
      'X-Amz-SignedHeaders=host',
      `X-Amz-Signature=${this.hex(64)}`,
    ].join('&');
  }

  /** An SES SMTP password: a version byte and 32 bytes. */
  sesSmtpPassword(): string {
    return Buffer.concat([Buffer.from([this.pick([4, 2])]), this.bytes(32)]).toString('base64');
  }

  appsyncApiKey(): string {
    return `da2-${this.string(BASE36, 26)}`;
  }

  mwsAuthToken(): string {
    return `amzn.mws.${[8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-')}`;
  }

  /** A password for a container registry that expires at `expiration`, in seconds since 1970. */
  ecrPassword(expiration: number): string {
    const [payload, datakey] = [this.bytes(300).toString('base64'), this.bytes(120).toString('base64')];
    return Buffer.from(
      JSON.stringify({ payload, datakey, version: '2', type: 'DATA_KEY', expiration }),
    ).toString('base64');
  }

  /** An encrypted JSON Web Token that expires at `exp`, in seconds since 1970. */
  webToken(exp: number): string {
    const header = JSON.stringify({ ver: 1, enc: 'A128GCM', exp, alg: 'A128GCMKW' });
    return [Buffer.from(header), this.bytes(16), this.bytes(12), this.bytes(200), this.bytes(16)]
      .map((part) => part.toString('base64url'))
      .join('.');
  }

  /** A console password: 14 characters of several kinds. */
  consolePassword(): string {
    return this.string('ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!@#$%^&*()_+-=[]{}|', 14);
  }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE36 = 'abcdefghijklmnopqrstuvwxyz0123456789';
const BASE62 = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${BASE36}`;

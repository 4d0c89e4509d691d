/** Parses a list of words. The lists are for {@link strengthOfName}. */
const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words that connect a name with its value: keywords, types, wrapping calls and prefixes of literals. */
export const CONNECTING: ReadonlySet<string> = words(`
  value default defaultvalue default_value fallback string str text content data plain b r u f rb br n t is to
  optional secretstr option final readonly nonsensitive type or else body parametervalue serializeas td th dd li b code
  span cdata true false none null undefined sensitive noecho nullable required description as return get set by lazy
  static echo`);

/**
 * Words after *secret* in a name that make it a location, a purpose or a digest of a secret. A value whose own name has such a word,
 * and not *secret*, is something else, regardless of context.
 */
export const BESIDE_A_SECRET: ReadonlySet<string> = words(`
  arn name ref path file hash hashed sha sha1 sha256 md5 digest checksum version manager secretsmanager url uri length
  type store engine etag encrypted public integrity signature fingerprint thumbprint uuid kid label salt iv nonce mac
  cipher ciphertext count status policy template provider annotation class image binary phrase base`);

/** Words before *secret* in a name that make it a digest or an encrypted form of a secret. */
export const COMPUTED: ReadonlySet<string> = words(
  'hash hashed sha sha1 sha256 md5 digest checksum encrypted sealed wrapped salted integrity etag',
);

/** Names of digests. Such a value is none, even if a key ID is near. */
export const DIGESTS: ReadonlySet<string> = words('checksum digest etag integrity signature');

/** Words anywhere in a name that make it a digest, an encrypted form or an identifier of a secret. */
export const TRANSFORMED: ReadonlySet<string> = words(`
  hash hashed sha sha1 sha256 md5 digest checksum etag integrity signature fingerprint thumbprint encrypted sealed wrapped
  salted salt iv nonce mac cipher ciphertext uuid kid arn`);

/** Purposes of secrets other than AWS. */
export const PURPOSES: ReadonlySet<string> = words(`
  auth auth0 bot captcha consumer cookie csrf encryption hmac jwt master nextauth oauth oauth2 oidc otp premaster recaptcha
  refresh session signing token totp webhook`);

/** Parts of a program that have their own secrets. AWS secrets may be near them, but not under their names. */
export const PARTS: ReadonlySet<string> = words('admin api app application client database db shared shop');

/** Vendors other than AWS, including those of S3-compatible stores. */
export const VENDORS: ReadonlySet<string> = words(`
  adyen agora airbrake airflow algolia alibaba alipay aliyun alpaca asana atlassian azure b2 backblaze baidu binance bitbucket
  bitfinex bitmex braintree bybit ceph chatwoot circleci clerk cloudflare cloudinary coinbase confluent contentful cos crypto daily datadog devise digitalocean
  directus discord discourse django dropbox drupal duo facebook fastly fetchrss firebase fitbit flask flickr garage gemini github gitlab google
  grafana hasura hcaptcha heroku hf hubspot huawei huggingface ibm imgix instagram intercom jira kafka keycloak kraken kucoin laravel linkedin
  linode livekit magento mailchimp mailgun mapbox mastodon metabase microsoft minio mongo mongodb mux n8n netlify npm obs okta okx openai oracle oss
  ovh pagerduty payload paypal pinterest plaid poloniex posthog pusher qiniu r2 rabbitmq rails razorpay recaptcha reddit redis salesforce
  scaleway sendgrid sentry shopify slack snapchat spaces spotify strapi strava stripe supabase superset symfony telegram tencent
  tiktok trello tumblr twilio twitch twitter vapid vercel vite wasabi wechat weixin wordpress worksnaps yandex zendesk zoom`);

/** A letter with an accent in any encoding, or without. */
const ACCENTED = String.raw`\S{1,8}`;

/**
 * The label of a secret access key in the console and its manuals in languages other than English, at the end of a text.
 * Accents may be missing.
 */
export const LABEL: RegExp = new RegExp(
  `(?:${[
    'シークレット ?(?:アクセス ?)?キー|秘密访问密钥|私有访问密钥|秘密存取金鑰|私密存取金鑰|(?:비밀|보안) 액세스 키',
    `cl${ACCENTED} (?:d\\S{0,8})?acc${ACCENTED}s secr${ACCENTED}te`,
    `geheime[nr] (?:zugriffs|zugangs)schl${ACCENTED}ssel|(?:aws|amazon)[- ]geheimschl${ACCENTED}ssel`,
    'claves? de acceso secretas?|claves? secretas? de acceso|chaves? de acesso secretas?|chaves? secretas? de acesso',
    'c(?:la|ha)ve secreta (?=d[ae] aws|aws)',
    `chiave (?:di )?accesso segreta|kunci akses rahasia|gizli eri${ACCENTED}im anahtar${ACCENTED}`,
  ].join(
    '|',
  )})(?: ?(?:d[aeiu]|für|fuer|pour|para|per|von|van))?(?: ?(?:aws|amazon))?(?: (?:ist|lautet|est|es|é|è|adalah|is))?(?:</?\\w{1,10}>|[^A-Za-z0-9<]){0,20}$`,
  'i',
);

/** *Secret* with one letter missing or two letters swapped, at the start of a word. */
export const MISSPELT_SECRET: RegExp =
  /^((?:aws|s3)?)(?:escret|sceret|sercet|secert|secrte|scret|seret|secet|secrt)(?=$|key|acc)/;

/** *Access* with one letter missing or doubled or two letters swapped, at the end of a word. */
export const MISSPELT_ACCESS: RegExp =
  /(?<=^|secret)(?:acess|acces|aces|accss|accees|acccess|accesss|acsess|accses|caccess|accses)(?=$|key)/;

/** Words of names, for {@link strengthOfName}: what each says about the value. */
const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Connect a name with its value: words of a syntax, types, wrapping calls, prefixes of literals. */
export const CONNECTING: ReadonlySet<string> = words(`
  value default defaultvalue default_value fallback string str text content data plain b r u f rb br n t is to
  optional secretstr option final readonly nonsensitive type or else body parametervalue serializeas td th dd li b code
  span cdata`);

/** Behind the secret in a name: it is where the secret is kept, or what was computed from it. */
export const BESIDE_A_SECRET: ReadonlySet<string> = words(`
  arn name ref path file hash hashed sha sha1 sha256 md5 digest checksum version manager secretsmanager url uri length
  type store engine etag encrypted public integrity signature`);

/** Before the secret in a name: it was computed from it. */
export const COMPUTED: ReadonlySet<string> = words(
  'hash hashed sha sha1 sha256 md5 digest checksum encrypted public integrity etag',
);

/** Whose secret it is, where that is not AWS. */
export const OTHER_OWNER: ReadonlySet<string> = words(`
  app application auth auth0 captcha client consumer cookie csrf encryption hmac jwt nextauth oauth oauth2 oidc
  recaptcha session shared signing token webhook
  adyen airbrake algolia alibaba alipay aliyun asana atlassian azure baidu binance bitbucket braintree circleci cloudflare
  coinbase contentful datadog digitalocean discord django dropbox duo facebook fastly firebase flask github gitlab google
  grafana heroku hubspot huawei instagram intercom jira keycloak kraken laravel linkedin mailchimp mailgun mapbox
  microsoft minio netlify okta pagerduty paypal plaid pusher rails razorpay reddit salesforce sendgrid sentry
  shopify slack spotify stripe symfony telegram tencent tiktok trello twilio twitch twitter vercel wechat weixin
  yandex zendesk zoom`);

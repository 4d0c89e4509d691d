import type { Vector } from './shapes.ts';

/** Texts in which a secret access key has no English name, or a misspelt one. `%v` is the secret access key. */
const SECRETS: Readonly<Record<string, string>> = {
  "the console's label in French": "Clé d'accès secrète : %v",
  'that label without accents': "cle d'acces secrete: %v",
  'that label with HTML names for the accents': 'Cl&eacute; d&#39;acc&egrave;s secr&egrave;te<br>%v',
  'what French speakers call it': 'Clé secrète AWS : %v',
  "the console's label in German": 'Geheimer Zugriffsschlüssel\n%v',
  'that label in a sentence': 'Der geheime Zugangsschlüssel? Geheimer Zugriffsschluessel für AWS ist `%v`',
  'a compound in German': 'AWS-Geheimschlüssel: %v',
  "the console's label in Spanish": '| Clave de acceso secreta | %v |',
  "the console's label in Portuguese": '<td>Chave de acesso secreta</td>\n<td>%v</td>',
  'what Portuguese speakers call it': 'Chave secreta da AWS = "%v"',
  "the console's label in Italian": 'Chiave di accesso segreta\t%v',
  "the console's label in Indonesian": 'Kunci akses rahasia: %v',
  'the label in Turkish': 'Gizli erişim anahtarı: %v',
  'a comment in German': '# Geheimer Zugriffsschlüssel\nX=%v',
  'a message of Slack after another': "alice  10:32 AM\nhere's the aws secret\nbob  10:33 AM\n%v",
  'a line of IRC after another': "10:32 <alice> here's the aws secret\n10:32 <alice> %v",
  'a message of WhatsApp after another':
    '[12/03/24, 10:32:11] Alice Doe: aws secret key\n[12/03/24, 10:32:15] Alice Doe: %v',
  'an answer': "Alice: what's the aws secret?\nBob: %v",
  "Slack's export": '{\n "text": "the aws secret is",\n "ts": "1"\n},\n{\n "user": "U1",\n "text": "%v"\n}',
  'a mail that is quoted': "> here's the aws secret:\n> %v\n> thanks",
  'a password right below aws': 'aws:\n  pass: %v',
  'a password below a user of aws': '{"aws": {"user": "deploy", "password": "%v"}}',
  'a password in a section': '[aws]\nlogin = deploy\npassword = %v',
  'a key of Salt': 's3.keyid: {{ id }}\ns3.key: %v',
  '.s3curl': "%awsSecretAccessKeys = (\n  me => {\n    id => $ENV{AWS_ID},\n    key => '%v',\n  },\n);",
  'a sample of Ansible':
    '  secret_access_key:\n    description:\n      - The key.\n    returned: always\n    type: str\n    sample: %v',
  'an example of OpenAPI': 'secretAccessKey:\n  type: string\n  example: %v',
  'examples of JSON Schema': '"secret_access_key": {\n  "type": "string",\n  "examples": [\n    "%v"\n  ]\n}',
  'a session and an access key before it':
    '# aws\nmfa_totp = None\nsession_name = "x"\nkey_id = "y"\nsecret_key = "%v"',
  'a row of a table with a description': '# AWS\n\n| `secretKey` | The key (40 characters) | `%v` |',
  'an example of an annotation': '@Schema(description = "AWS secret access key", example = "%v")',
};

const MISSPELT = [
  'secert_key',
  'AWS_SERCET_ACCESS_KEY',
  'awsScretKey',
  'secret_acess_key',
  'SECRET_ACCES_KEY',
];

export const INDIRECT: readonly Vector[] = [
  ...Object.entries(SECRETS),
  ...MISSPELT.map((name) => [`a misspelt name, ${name}`, `# aws\n${name} = "%v"`] as const),
].map(([name, text]) => ({
  name,
  rule: 'aws-secret-access-key',
  text: ({ secret }) => `${text.replace('%v', () => secret)}\n`,
}));

/** Look-alikes of these texts, with a random value, that must pass. */
const OTHERS: Readonly<Record<string, string>> = {
  'a message after one about something else': "<alice> here's the deploy token\n<alice> %v",
  'a password below another service': 'smtp:\n  user: deploy\n  password: %v',
  'a password far below aws': 'aws:\n  region: eu-west-1\n\nsmtp:\n  password: %v',
  'an example of another field': 'secretAccessKey:\n  type: string\nrequestId:\n  example: %v',
  'the key of an object': 's3.bucket: x\ns3.key: %v',
  'a label for something else in German': 'Geheimer Schlüssel der Anwendung: %v',
  'a word that looks misspelt': 'discrete_value = "%v"',
};

export const DIRECT: readonly Vector[] = Object.entries(OTHERS).map(([name, text]) => ({
  name,
  text: ({ secret }) => `${text.replace('%v', () => secret)}\n`,
}));

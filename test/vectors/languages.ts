/**
 * Assignments in common languages and formats: %n is the name, %v is the value.
 *
 * A name may have several spellings; `names` lists the spellings that fit the shape.
 */
export interface Shape {
  readonly text: string;
  readonly names: 'identifier' | 'any';
}

const identifier = (list: string): Shape[] => linesOf(list).map((text) => ({ text, names: 'identifier' }));
const any = (list: string): Shape[] => linesOf(list).map((text) => ({ text, names: 'any' }));

function linesOf(list: string): string[] {
  return list
    .trim()
    .split('\n')
    .map((line) => line.trim().replaceAll('⏎', '\n'));
}

/** Shapes in which the name must be an identifier of the language. */
const inCode = identifier(String.raw`
  %n = "%v"
  %n = '%v'
  %n="%v";
  %n=%v
  %n := "%v"
  %n ?= %v
  %n ::= "%v"
  %n <- "%v"
  %n: "%v",
  %n : '%v'
  %n: %v
  %n = ${'`'}%v${'`'}
  const %n = '%v';
  const %n: string = "%v";
  let %n: String = "%v"
  var %n string = "%v"
  val %n: String = "%v"
  private static final String %n = "%v";
  public const string %n = "%v";
  #define %n "%v"
  char *%n = "%v";
  static const char %n[] = "%v";
  my $%n = '%v';
  $%n = "%v";
  @%n = '%v'
  %n = b"%v"
  %n = r'%v'
  %n = f"%v"
  %n = @"%v";
  NSString *%n = @"%v";
  %n: aws.String("%v"),
  %n := aws.String("%v")
  %n = SecretStr("%v")
  %n = Some("%v".to_string())
  %n = String::from("%v");
  %n = str("%v")
  %n: config.x || '%v',
  %n: process.env.X ?? "%v",
  %n = input or "%v"
  process.env.%n || "%v"
  process.env.%n ?? '%v'
  process.env.%n = "%v"
  os.environ.get("%n", "%v")
  os.getenv("%n", "%v")
  os.getenv('%n') or '%v'
  os.environ["%n"] = "%v"
  os.environ.setdefault('%n', '%v')
  ENV["%n"] ||= "%v"
  ENV.fetch("%n", "%v")
  ENV.fetch("%n") { "%v" }
  ENV['%n'] = '%v'
  getenv('%n') ?: '%v'
  env('%n', '%v')
  putenv("%n=%v");
  os.Setenv("%n", "%v")
  System.setProperty("%n", "%v");
  Environment.SetEnvironmentVariable("%n", "%v");
  System.getenv().getOrDefault("%n", "%v")
  @Value("${'$'}{%n:%v}")
  ${'$'}{%n:-%v}
  ${'$'}{%n-%v}
  : "${'$'}{%n:=%v}"
  def connect(%n="%v"):
  function connect(%n = '%v') {
  connect(%n="%v", region="x")
  connect(%n: "%v")
  client.%n("%v")
  o.set_%n("%v");
  .with_%n("%v")
  config.set("%n", "%v")
  conf.set("%n", "%v");
  (setq %n "%v")
  (def %n "%v")
  Sys.setenv(%n = "%v")
  Sys.setenv("%n" = "%v")
  export %n=%v
  export %n="%v"
  set %n=%v
  setx %n "%v"
  setenv %n %v
  set -x %n %v
  set -gx %n "%v"
  $env:%n = "%v"
  $Env:%n='%v'
  [Environment]::SetEnvironmentVariable('%n', '%v', 'User')
  ENV %n %v
  ENV %n=%v
  ARG %n="%v"
  docker run -e %n=%v image
  docker run --env %n="%v" image
  - %n=%v
  - "%n=%v"
  %n=%v node app.js
  heroku config:set %n=%v
  gh secret set %n --body "%v"
  gh secret set %n -b %v
  kubectl create secret generic x --from-literal=%n=%v
  Environment="%n=%v"
  env.%n=%v
  SetEnv %n "%v"
  fastcgi_param %n "%v";
  #%n=%v
  # %n = "%v"
  // %n: %v
  /* %n = "%v" */
  -- %n = '%v'
  rem set %n=%v
  <!-- %n=%v -->
  if (%n == "%v") {
  assert_eq!(%n, "%v");
  { %n, "%v" }
  [%n]: "%v"
  %n = { default = "%v" }
  variable "%n" {⏎  default = "%v"⏎}
  %n =⏎    "%v"
  %n = \⏎    "%v"
  %n = (⏎    "%v"⏎)
  const {⏎  %n = "%v",⏎} = options;
`);

/** Shapes in which the name may have any spelling. */
const inData = any(String.raw`
  "%n": "%v"
  {"%n":"%v","x":1}
  '%n': '%v',
  '%n' => '%v',
  "%n" => "%v",
  :%n => "%v",
  "%n" = "%v"
  "%n"="%v"
  %n: %v
  %n: "%v"
  %n: '%v'
  %n: %v # a comment
  %n: !!str %v
  %n: >-⏎  %v
  %n: |⏎  %v
  %n:⏎  "%v"
  %n: { default: "%v" }
  %n = %v
  %n=%v
  %n:%v
  %n %v
  %n	%v
  %n,%v
  %n;%v
  %n | %v
  | %n | %v |
  | %n | ${'`'}%v${'`'} |
  * **%n**: ${'`'}%v${'`'}
  - %n: ${'`'}%v${'`'}
  %n is %v
  my %n is "%v"
  %n: <b>%v</b>
  <td>%n</td><td>%v</td>
  <td>%n</td>⏎<td>%v</td>
  <dt>%n</dt><dd>%v</dd>
  <name>%n</name><value>%v</value>
  <name>%n</name>⏎    <value>%v</value>
  <property name="%n" value="%v"/>
  <property name="%n">%v</property>
  <add key="%n" value="%v" />
  <entry key="%n">%v</entry>
  <entry><string>%n</string><string>%v</string></entry>
  <string name="%n">%v</string>
  <key>%n</key>⏎<string>%v</string>
  <setting name="%n" serializeAs="String"><value>%v</value></setting>
  <Parameter Name="%n" Value="%v"/>
  <input name="%n" value="%v">
  <env name="%n" value="%v"/>
  - name: %n⏎  value: %v
  - name: %n⏎  value: "%v"
  - { name: %n, value: "%v" }
  {"name": "%n", "value": "%v"}
  {"Name":"%n","Value":"%v"}
  {"key": "%n", "value": "%v"}
  {"key":"%n","type":"text","value":"%v"}
  {"ParameterKey": "%n", "ParameterValue": "%v"}
  ParameterKey=%n,ParameterValue=%v
  name  = "%n"⏎value = "%v"
  { name = "%n", value = "%v" },
  [["%n", "%v"]]
  ("%n", "%v"),
  addHeader("%n", "%v")
  curl -H "%n: %v" https://x
  https://x/?%n=%v&y=1
  aws configure set %n %v
  aws configure set default.%n %v
  tool --%n %v --y
  tool --%n=%v
  tool --%n "%v"
  --conf spark.hadoop.%n=%v
  -D%n=%v
  java -D%n="%v" -jar x
  export const x = { %n: '%v' }
  CREDENTIALS 'aws_access_key_id=x;%n=%v'
  with (%n = '%v')
  OPTIONS (%n '%v')
  SET %n='%v';
  ALTER USER x SET %n = '%v'
  LOAD x CREDENTIALS (%n="%v")
  x://;%n=%v;region=y
  [default]⏎%n = %v
  [default]⏎%n=%v⏎region = x
  %n：%v
  %n = “%v”
  %n = ‘%v’
  %n → %v
  "name":"%n","type":"String","value":"%v"
  msg="set %n=%v"
  Error: bad %n: %v
  {"level":"info","msg":"%n=%v"}
  {"text": "%n is %v."}
  %n: %v.
  (%n: %v)
  %n=%v,other=1
  %n="%v"&x
  x='{"%n": "%v"}'
  <%n>%v</%n>
  <%n type="string">%v</%n>
  <%n><![CDATA[%v]]></%n>
  <x %n="%v"/>
  <x:%n>%v</x:%n>
`);

export const SHAPES: readonly Shape[] = [...inCode, ...inData];

const WORDS: readonly (readonly string[])[] = [
  ['aws', 'secret', 'access', 'key'],
  ['secret', 'access', 'key'],
  ['aws', 'secret', 'key'],
  ['aws', 'secret'],
  ['amazon', 'secret', 'key'],
  ['s3', 'secret', 'access', 'key'],
  ['s3', 'secret', 'key'],
  ['prod', 'aws', 'secret', 'access', 'key'],
];

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

const SPELLINGS: Readonly<Record<string, (words: readonly string[]) => string>> = {
  snake: (words) => words.join('_'),
  SCREAMING: (words) => words.join('_').toUpperCase(),
  camel: (words) => words.map((word, at) => (at === 0 ? word : capital(word))).join(''),
  Pascal: (words) => words.map(capital).join(''),
  Acronym: (words) => words.map((word) => (word === 'aws' ? 'AWS' : capital(word))).join(''),
  joined: (words) => words.join(''),
};

const FREE: typeof SPELLINGS = {
  kebab: (words) => words.join('-'),
  dotted: (words) => words.join('.'),
  header: (words) => words.map(capital).join('-'),
};

/** Names that contain AWS and secret, in the spellings that fit a shape. */
export function namesFor({ names }: Shape): string[] {
  const spellings = Object.values(names === 'any' ? { ...SPELLINGS, ...FREE } : SPELLINGS);
  return [...new Set(WORDS.flatMap((words) => spellings.map((spell) => spell(words))))];
}

export function write({ text }: Shape, name: string, value: string): string {
  return text.replace('%n', () => name).replace('%v', () => value);
}

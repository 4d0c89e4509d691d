// Classifies the files of the corpus, so that `npm run noise` can report what it scanned.

/** Signatures of binary files: kind, offset, bytes in Latin-1. */
const MAGIC = [
  ['image', 0, '\x89PNG'],
  ['image', 0, '\xFF\xD8\xFF'],
  ['image', 0, 'GIF8'],
  ['image', 8, 'WEBP'],
  ['image', 0, '\0\0\x01\0'],
  ['image', 0, '\0\0\x02\0'],
  ['image', 0, 'gimp xcf'],
  ['image', 0, 'Xcur'],
  ['font', 0, '\0\x01\0\0'],
  ['font', 0, 'OTTO'],
  ['font', 0, 'ttcf'],
  ['font', 0, 'wOFF'],
  ['font', 0, 'wOF2'],
  ['font', 0, '\x80\x01'],
  ['WebAssembly', 0, '\0asm'],
  ['SQLite', 0, 'SQLite format 3\0'],
  ['message catalogue', 0, '\xDE\x12\x04\x95'],
  ['message catalogue', 0, '\x95\x04\x12\xDE'],
  ['ELF', 0, '\x7FELF'],
  ['sound or video', 0, 'OggS'],
  ['sound or video', 0, 'fLaC'],
  ['sound or video', 0, 'ID3'],
  ['sound or video', 8, 'WAVE'],
  ['compressed data', 0, '\x1F\x8B'],
  ['compressed data', 0, 'BZh'],
  ['compressed data', 0, '\xFD7zXZ'],
  ['compressed data', 0, '\x28\xB5\x2F\xFD'],
];

/** Returns the kind of a binary file; `undefined` for text. */
export function binaryKind(path, bytes) {
  const head = bytes.subarray(0, 8000).toString('latin1');
  if (path.endsWith('.pyc')) return 'Python bytecode';
  if (/\.(?:tfm|vf|pfb|pk|gsf)$/i.test(path)) return 'font';
  if (head.startsWith('PK\x03\x04')) return /\.[jw]ar$/.test(path) ? 'Java archive' : 'compressed data';
  const known = MAGIC.find(([, at, start]) => head.startsWith(start, at));
  if (known !== undefined) return known[0];
  return head.includes('\0') ? 'other binary' : undefined;
}

const YAML = /\.(?:ya?ml|json)(?:\.in|\.j2|\.tpl|\.template)?$/;
const CI =
  /(?:^|\/)(?:\.github\/|\.circleci\/|\.gitlab-ci|\.gitlab\/|\.travis|\.azure-pipelines\/|azure-pipelines|\.appveyor|appveyor\.yml|\.drone|\.zuul|zuul\.d\/|Jenkinsfile|\.cirrus|\.buildkite\/|cloudbuild|salsa-ci|shippable\.yml)/;
const ANSIBLE_FOLDER = /\/(?:roles|tasks|handlers|defaults|vars|playbooks|group_vars|host_vars|targets)\//;

/**
 * Returns the kind of an infrastructure file; `undefined` for anything else.
 *
 * @param code true if the package describes infrastructure in a programming language
 */
export function infrastructureKind(path, bytes, code) {
  if (/\.(?:tf|tfvars|hcl|tfstate|tf\.json|tofu|pkr\.json)$/.test(path)) return 'Terraform';
  if (CI.test(path)) return 'CI';
  if (/(?:^|\/)(?:Chart\.ya?ml|values[^/]*\.ya?ml|charts\/.*\.(?:ya?ml|tpl|txt))$/.test(path)) return 'Helm';
  if (/\.(?:pp|epp|sls)$/.test(path)) return 'Puppet or Salt';
  if (/(?:^|\/)(?:Dockerfile[^/]*|Containerfile|(?:docker-)?compose[^/]*\.ya?ml)$/.test(path))
    return 'container';
  if (path.endsWith('.j2')) return 'Ansible';
  if (YAML.test(path)) {
    const text = bytes.subarray(0, 20_000).toString('latin1');
    if (/\bAWSTemplateFormatVersion\b|["']?Type["']?:\s*["']?AWS::/.test(text)) return 'CloudFormation';
    if (/^\s*["']?apiVersion["']?\s*:/m.test(text) && /^\s*["']?kind["']?\s*:/m.test(text))
      return 'Kubernetes';
    if (/\bheat_template_version\b/.test(text)) return 'Heat';
    if (/\.ya?ml/.test(path) && (ANSIBLE_FOLDER.test(`/${path}`) || /^- (?:hosts|name):/m.test(text)))
      return 'Ansible';
  }
  return code && /\.[cm]?[jt]s$/.test(path) ? 'CDK, CDKTF or Pulumi' : undefined;
}

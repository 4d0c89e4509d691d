// Makes files that people commit every day and that take scanners long. Each function returns the name and the text of a file.
import { randomBytes } from 'node:crypto';

const times = (count, make) => Array.from({ length: count }, (_, nth) => make(nth));
const base64 = (bytes) => randomBytes(bytes).toString('base64');

/** A lock file of npm; the packages in `updated` have another version. */
export function npmLock(updated = new Set()) {
  const packages = times(3000, (nth) => {
    const version = `${updated.has(nth) ? 2 : 1}.0.${nth}`;
    const resolved = `https://packages.example/lib${nth}/-/lib${nth}-${version}.tgz`;
    const entry = { version, resolved, integrity: `sha512-${base64(64)}`, engines: { node: '>=18' } };
    return [`node_modules/lib${nth}`, entry];
  });
  const lock = { name: 'app', lockfileVersion: 3, packages: Object.fromEntries(packages) };
  return ['package-lock.json', `${JSON.stringify(lock, undefined, 2)}\n`];
}

/** The same lock file, in which the given packages are updated. */
export function updateLock([name, text], updated) {
  const before = JSON.parse(text);
  const after = JSON.parse(npmLock(updated)[1]);
  for (const nth of updated) {
    const path = `node_modules/lib${nth}`;
    before.packages[path] = after.packages[path];
  }
  return [name, `${JSON.stringify(before, undefined, 2)}\n`];
}

export function yarnLock() {
  const entry = (nth) => {
    const [name, checksum] = [`lib${nth}@npm`, `10c0/${randomBytes(64).toString('hex')}`];
    return `"${name}:^1.0.${nth}":\n  version: 1.0.${nth}\n  resolution: "${name}:1.0.${nth}"\n  checksum: ${checksum}\n  languageName: node\n  linkType: hard\n`;
  };
  return ['yarn.lock', times(4000, entry).join('\n')];
}

export function notebook() {
  const cells = times(12, (nth) => ({
    cell_type: 'code',
    execution_count: nth,
    source: ['import boto3\n', 's3 = boto3.client("s3")\n'],
    outputs: [{ output_type: 'display_data', data: { 'image/png': base64(200_000) } }],
  }));
  return ['analysis.ipynb', JSON.stringify({ cells, nbformat: 4 }, undefined, 1)];
}

export function minified() {
  const one = (nth) => `function f${nth}(e,t){return e.secret?t.token(e)+"\\n":n("\\u00e9x${nth}")}`;
  return ['app.min.js', times(60_000, one).join('')];
}

export function csv() {
  const row = (nth) => `${nth},user${nth},${randomBytes(12).toString('hex')},${Math.random()}\n`;
  return ['users.csv', `id,name,token,value\n${times(150_000, row).join('')}`];
}

export function manifests() {
  const one = (nth) =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app-secret-${nth}\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/r${nth}\ndata:\n  password: ${base64(18)}\n  secretKeyRef: x\n---\n`;
  return ['secrets.yaml', times(6000, one).join('')];
}

// Fetches real code of other projects, to measure false alarms and to fit the models: npm packages with `npm pack`, Debian's
// sources and packages with apt, if available. Downloads are kept in a cache folder (KEYWARD_CORPUS, or a folder in the system's
// temporary folder).
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = resolve(process.env.KEYWARD_CORPUS ?? join(tmpdir(), 'keyward-corpus'));

/** Packages about AWS, frameworks, minified bundles with source maps, WebAssembly, giant JSON, crypto with test vectors. */
const NPM = `
  aws-sdk@2.1692.0 @aws-sdk/client-s3@3.726.0 @aws-sdk/client-ec2@3.726.0 @aws-sdk/client-iam@3.726.1
  @aws-sdk/client-sts@3.726.0 @aws-sdk/client-dynamodb@3.726.0 @aws-sdk/client-bedrock-runtime@3.726.1
  @aws-sdk/client-appsync@3.726.0 @aws-sdk/client-ses@3.726.0 @aws-sdk/client-codecommit@3.726.1
  @aws-sdk/credential-providers@3.726.0 aws-cdk-lib@2.175.0 serverless@3.40.0 @aws-amplify/core@6.9.0 aws-amplify@6.11.0
  minio@8.0.3 s3rver@3.7.1 aws4@1.13.2 aws-sdk-client-mock@4.1.0 multer-s3@3.0.1 knox@0.9.2 next@15.1.4 typescript@5.7.3
  webpack@5.97.1 vue@3.5.13 svelte@5.17.3 three@0.172.0 @babel/standalone@7.26.5 lodash@4.17.21 date-fns@4.1.0 rxjs@7.8.1
  monaco-editor@0.52.2 firebase@11.1.0 swagger-ui-dist@5.18.2 pdfjs-dist@4.10.38 onnxruntime-web@1.20.1
  @tensorflow/tfjs@4.22.0 npm@11.0.0 pnpm@9.15.4 yarn@1.22.22 node-forge@1.3.1 jsrsasign@11.1.0 googleapis@144.0.0
  @octokit/openapi@18.0.0 caniuse-lite@1.0.30001692 @pulumi/aws@6.66.2`
  .trim()
  .split(/\s+/);

/** Sources with tests, fixtures, certificates and recorded AWS responses. */
const DEBIAN = `
  cloud-init curl docker-registry docker.io exim4 git gnupg2 gnutls28 golang-github-minio-minio-go-v7 hugo openssh
  php-guzzlehttp-psr7 python-cryptography rclone restic syncthing wget`
  .trim()
  .split(/\s+/);

/** Infrastructure: CDK, CDKTF and Pulumi libraries, generators of Terraform, Kubernetes and CI files. */
const INFRASTRUCTURE_NPM = `
  @aws-cdk/cfnspec@2.72.1 @aws-cdk/aws-eks@1.204.0 @aws-quickstart/eks-blueprints@1.19.0 @aws-solutions-constructs/core@2.104.0
  cdk-nag@3.0.2 cdk8s-plus-27@2.9.5 cdk8s-plus-28@2.5.6 @cdktf/provider-aws@21.22.1
  @cdktf/provider-kubernetes@12.1.1 @cdktf/provider-google@16.12.1 @cdktf/provider-vault@15.6.1
  @pulumi/kubernetes@4.34.2 @pulumi/eks@4.3.0 @pulumi/awsx@3.9.0 cfn-lint@1.9.7 kubernetes-models@5.1.0 renovate@44.121.2
  projen@0.103.25 generator-jhipster@9.4.0`
  .trim()
  .split(/\s+/);

/** Infrastructure: sources with Kubernetes manifests. */
const INFRASTRUCTURE_DEBIAN = `kubernetes prometheus`.trim().split(/\s+/);

/** Infrastructure: built packages with Ansible collections, the AWS CLI and its examples, Puppet modules. */
const INFRASTRUCTURE_BUILT = `
  ansible ansible-core ansible-lint awscli openstack-deploy vagrant puppet-module-aodh puppet-module-barbican
  puppet-module-ceilometer puppet-module-ceph puppet-module-cinder puppet-module-designate puppet-module-glance
  puppet-module-gnocchi puppet-module-heat puppet-module-horizon puppet-module-ironic puppet-module-keystone
  puppet-module-magnum puppet-module-manila puppet-module-neutron puppet-module-nova puppet-module-octavia
  puppet-module-openstacklib puppet-module-oslo puppet-module-placement puppet-module-puppetlabs-apache
  puppet-module-puppetlabs-apt puppet-module-puppetlabs-concat puppet-module-puppetlabs-firewall
  puppet-module-puppetlabs-haproxy puppet-module-puppetlabs-inifile puppet-module-puppetlabs-mongodb
  puppet-module-puppetlabs-mysql puppet-module-puppetlabs-postgresql puppet-module-puppetlabs-rabbitmq
  puppet-module-puppetlabs-stdlib puppet-module-swift puppet-module-tempest puppet-module-voxpupuli-collectd
  puppet-module-voxpupuli-corosync`
  .trim()
  .split(/\s+/);

/** Binary files: fonts, WebAssembly, images, databases. */
const BINARY_NPM = `
  sql.js@1.16.0 @sqlite.org/sqlite-wasm@3.41.2 tree-sitter-wasms@0.1.13 @ruby/wasm-wasi@2.10.1 esbuild-wasm@0.28.2
  canvaskit-wasm@0.42.0 @ffmpeg/core@0.12.10 pyodide@314.0.7 @fontsource/noto-sans@5.3.0 @fontsource/roboto@5.3.0
 `
  .trim()
  .split(/\s+/);

/** Binary files, from Debian's built packages. */
const BINARY_DEBIAN = `
  coreutils digikam-data erlang-base fonts-noto-core gcompris-qt-data gimp-data gnome-icon-theme groovy
  krita-l10n libgradle-plugins-java libmaven3-core-java libpython3.11-stdlib manpages-dev manpages-fr ocaml
  openjdk-17-jre-headless oxygen-icon-theme proj-data python3-numpy python3-django python3-scipy scala
  texlive-fonts-recommended libreoffice-common libreoffice-java-common util-linux-locales`
  .trim()
  .split(/\s+/);

/** Fetches an npm package and unpacks it. */
export async function fetchNpm(spec) {
  const at = spec.lastIndexOf('@');
  const [name, version] = [spec.slice(0, at), spec.slice(at + 1)];
  const directory = join(CACHE, 'npm', `${name.replace('/', '+')}@${version}`);
  if (!existsSync(directory)) {
    const part = `${directory}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    const { stdout } = await run(
      'npm',
      ['pack', spec, '--pack-destination', part, '--json', '--loglevel=error'],
      {
        maxBuffer: 1 << 28,
        shell: process.platform === 'win32',
      },
    );
    const [{ filename }] = JSON.parse(stdout);
    await run('tar', ['-xzf', join(part, filename.replace('@', '').replace('/', '-')), '-C', part]);
    for (const file of readdirSync(part)) if (file.endsWith('.tgz')) rmSync(join(part, file));
    renameSync(part, directory);
  }
  return { name, kind: 'npm', version, directory };
}

/** Creates apt settings for source packages, from the sources that this machine uses for programs. */
function aptOptions() {
  const folder = join(CACHE, 'apt');
  for (const each of ['lists/partial', 'archives/partial'])
    mkdirSync(join(folder, each), { recursive: true });
  const parts = ['/etc/apt/sources.list', ...listOf('/etc/apt/sources.list.d')].filter(
    (file) => /\.(?:list|sources)$/.test(file) && existsSync(file),
  );
  for (const [nth, file] of parts.entries()) {
    const text = readFileSync(file, 'utf8');
    const sources = text
      .replace(/^Types: deb$/gm, 'Types: deb deb-src')
      .replace(/^deb (.*)$/gm, 'deb $1\ndeb-src $1');
    writeFileSync(join(folder, `${nth}.${file.endsWith('.sources') ? 'sources' : 'list'}`), sources);
  }
  return [
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::Etc::sourceparts=${folder}`,
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${folder}`,
  ].flatMap((option) => ['-o', option]);
}

function listOf(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

async function fetchDebian(name, options) {
  const directory = join(CACHE, 'debian', name);
  if (!existsSync(directory)) {
    const part = `${directory}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    await run('apt-get', [...options, 'source', '--download-only', name], { cwd: part, maxBuffer: 1 << 28 });
    for (const file of readdirSync(part)) {
      if (/\.orig.*\.tar\.\w+$/.test(file)) await run('tar', ['-xf', file], { cwd: part });
      if (!/^[^.]+$|^[^_]+-[\d.]+$/.test(file)) rmSync(join(part, file), { recursive: true });
    }
    renameSync(part, directory);
  }
  return { name, kind: 'debian', version: 'stable', directory };
}

/** Fetches a built Debian package, and compiles its Python as its installation does. */
async function fetchBuilt(name, options) {
  const directory = join(CACHE, 'built', name);
  if (!existsSync(directory)) {
    const part = `${directory}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    await run('apt-get', [...options, 'download', name], { cwd: part, maxBuffer: 1 << 28 });
    for (const file of readdirSync(part)) {
      await run('dpkg-deb', ['-x', file, '.'], { cwd: part, maxBuffer: 1 << 28 });
      rmSync(join(part, file));
    }
    if (name.includes('python3'))
      await run('python3', ['-m', 'compileall', '-q', '-f', '.'], { cwd: part, maxBuffer: 1 << 28 }).catch(
        () => {},
      );
    renameSync(part, directory);
  }
  return { name, kind: 'debian', version: 'stable', directory };
}

/**
 * Fetches the corpus; returns the name, kind, version, folder and part (code, infrastructure or binary) of each package.
 * Packages that cannot be fetched are listed on stderr.
 */
export async function fetchCorpus() {
  const found = [];
  const fetchAll = async (part, names, fetch) => {
    for (const name of names)
      try {
        found.push({ ...(await fetch(name)), part });
      } catch (error) {
        console.error(`${name}: not fetched (${String(error.message).split('\n')[0]})`);
      }
  };
  await fetchAll('code', NPM, fetchNpm);
  await fetchAll('infrastructure', INFRASTRUCTURE_NPM, fetchNpm);
  await fetchAll('binary', BINARY_NPM, fetchNpm);
  let options;
  try {
    options = aptOptions();
    if (
      ![...DEBIAN, ...INFRASTRUCTURE_DEBIAN].every((name) => existsSync(join(CACHE, 'debian', name))) ||
      ![...INFRASTRUCTURE_BUILT, ...BINARY_DEBIAN].every((name) => existsSync(join(CACHE, 'built', name)))
    )
      execFileSync('apt-get', [...options, 'update'], { stdio: 'ignore' });
  } catch {
    console.error('apt is not installed: npm packages only');
    return found;
  }
  await fetchAll('code', DEBIAN, (name) => fetchDebian(name, options));
  await fetchAll('infrastructure', INFRASTRUCTURE_DEBIAN, (name) => fetchDebian(name, options));
  await fetchAll('infrastructure', INFRASTRUCTURE_BUILT, (name) => fetchBuilt(name, options));
  await fetchAll('binary', BINARY_DEBIAN, (name) => fetchBuilt(name, options));
  return found;
}

if (process.argv[1] === import.meta.filename) {
  for (const { part, kind, name, version, directory } of await fetchCorpus())
    console.log(part, kind, name, version, directory);
}

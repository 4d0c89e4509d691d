import { expect } from 'vitest';
import { type Outcome, Repository } from './repository.ts';
import { keyward } from './scan.ts';
import { sample } from './seed.ts';

export function audit(repository: Repository, ...args: string[]): Outcome {
  return keyward(repository, ['audit', ...args]);
}

interface Report {
  readonly complete: boolean;
  readonly scanned: { objects: number; limits: string[]; submodules: string[]; unscanned: object[] };
  readonly findings: { path: string; line: number; column: number; commit: string | null }[];
  readonly allowed: object[];
  readonly secrets: {
    kept: string;
    paths: string[];
    current: string[];
    branches: string[];
    tags: string[];
    remotes: string[];
    pushed: boolean;
    first: { id: string } | null;
    last: { id: string } | null;
  }[];
}

export function reportOf(repository: Repository, code = 1): Report {
  const outcome = audit(repository, '--format', 'json');
  expect(outcome.code, outcome.output).toBe(code);
  return JSON.parse(outcome.stdout) as Report;
}

export function repositoryWith(text = 'x\n'): Repository {
  return Repository.create().stage('README', text).commit();
}

/** Adds enough objects that the audit uses the prefilter. */
export function fill(repository: Repository): void {
  const blobs = Array.from({ length: 600 }, (_, nth) => `blob\ndata ${`${nth}`.length}\n${nth}\n`);
  repository.run('git', ['fast-import', '--quiet'], { input: blobs.join('') });
}

export const line = (): string => `id = ${sample.accessKeyId()}\n`;

/** Returns a secret access key without `/` and `+`. */
export function lettersAndDigits(): string {
  return sample.string('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 40);
}

export function pem(): string {
  const frame = (word: string) => `${'-'.repeat(5)}${word} RSA PRIVATE KEY-----\n`;
  return `${frame('BEGIN')}MIIE${sample.bytes(597).toString('base64').replace(/.{64}/g, '$&\n')}\n${frame('END')}`;
}

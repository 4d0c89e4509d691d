import { fingerprint } from '../../src/shared/fingerprint.ts';
import { Repository } from './repository.ts';
import { sample } from './seed.ts';

export const ALLOWLIST = '.keyward-allowlist.json';

/**
 * Returns a repository with one staged secret and an allowlist.
 *
 * @param list returns the allowlist, or its text, for the fingerprint of the secret
 */
export function stagedSecret(
  list: (mark: string, secret: string) => unknown = () => ({ version: 1 }),
  path = 'test/a.ts',
): { repository: Repository; secret: string; mark: string } {
  const secret = sample.secretAccessKey();
  const mark = fingerprint(secret);
  const content = list(mark, secret);
  const repository = Repository.create()
    .stage(path, `const secretAccessKey = '${secret}';\n`)
    .stage(ALLOWLIST, typeof content === 'string' ? content : JSON.stringify(content));
  return { repository, secret, mark };
}

import { sep } from 'node:path';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import { packageManagerOf } from '../../install/package-manager.ts';
import { installHooks } from '../../install/install-hooks.ts';
import type { SkipReason } from '../../messages/index.ts';
import { messagesOf } from '../load-messages.ts';
import type { Context } from '../context.ts';
import { hooksOf, IS_TEMPORARY, locateProject, PACKAGE_HOOKS } from '../project.ts';

/** `keyward install`, run by the lifecycle script. Quiet; it only fails if it cannot write in the repository. */
export async function run(context: Context): Promise<ExitCode> {
  const { install: text } = await messagesOf(context);
  const reason = skipReason(context) ?? (await registerOrSkip(context));
  if (reason !== undefined) context.note(`${text.skipped(reason)}\n`);
  return 0;
}

async function registerOrSkip(context: Context): Promise<SkipReason | undefined> {
  try {
    const { git, repository, project } = await locateProject(context);
    if (project === undefined && IS_TEMPORARY) throw new AppError('init-no-package', {});
    const manager = packageManagerOf(project ?? repository.top, repository.top);
    await installHooks(
      { git, repository, project, manager, packageHooks: PACKAGE_HOOKS },
      hooksOf(context.args),
    );
    return undefined;
  } catch (error) {
    const reason = error instanceof AppError ? HARMLESS[error.code as ErrorCode] : undefined;
    if (reason === undefined) throw error;
    return reason;
  }
}

/** Errors that are no problem for an installation. */
const HARMLESS: Partial<Record<ErrorCode, SkipReason>> = {
  'git-missing': 'no-git',
  'git-failed': 'no-repository',
  'not-a-repository': 'no-repository',
  'no-work-tree': 'no-repository',
  'work-tree-unknown': 'no-repository',
  'unsafe-repository': 'unsafe',
  'line-break-in-path': 'line-break',
  'init-hooks-path': 'hooks-path',
  'init-paste': 'paste',
  'init-set-up': 'set-up',
  'init-husky-gone': 'husky-missing',
  'init-command-failed': 'husky-missing',
};

function skipReason({ environment, directory }: Context): SkipReason | undefined {
  if (directory.split(sep).includes('node_modules')) return 'dependency';
  if (!/^(?:|0|false)$/i.test(environment['CI'] ?? '')) return 'ci';
  const omitsDev =
    /\bdev\b/.test(environment['npm_config_omit'] ?? '') || environment['npm_config_production'] === 'true';
  return omitsDev || environment['NODE_ENV'] === 'production' ? 'production' : undefined;
}

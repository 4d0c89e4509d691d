import { AppError } from '../../shared/errors.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import type { Context } from '../context.ts';
import type { Remote } from '../../git/remote.ts';
import { stagedRequest } from '../scans/scan-staged.ts';
import { stagedLists } from '../listed.ts';
import { COMMANDS } from '../options.ts';

/** `keyward hook`, run by git's hooks: the first word is the hook's name, the others are its arguments. */
export async function run(context: Context): Promise<ExitCode> {
  const [hook, first = '', second, third] = context.args.words;
  switch (hook) {
    case 'pre-commit':
    case 'pre-merge-commit':
      return commit(context);
    case 'commit-msg': {
      const [{ messageRequest }, { runScan }] = await Promise.all([
        import('../scans/scan-message.ts'),
        import('../run-scan.ts'),
      ]);
      return runScan(context, await messageRequest(context, first), 'text');
    }
    case 'prepare-commit-msg':
      // in an amend, git passes the commit that the message comes from as HEAD
      return second === 'commit' && third === 'HEAD' ? commit(context, true) : 0;
    case 'pre-push':
      return push(context, { name: first, url: second });
    default:
      throw new AppError('usage-missing-argument', { usage: `keyward hook ${COMMANDS.hook.words}` });
  }
}

async function commit(context: Context, isAmend = false): Promise<ExitCode> {
  const request = stagedRequest(context, isAmend, context.args.flag('listed') ? stagedLists() : undefined);
  // git runs in parallel; awaiting the request reports its errors
  request.catch(() => undefined);
  const { runScan } = await import('../run-scan.ts');
  return runScan(context, await request, 'text');
}

/** Scans all refs of a push, each with the allowlist at its tip, and returns the worst exit code. */
async function push(context: Context, remote: Remote): Promise<ExitCode> {
  const [{ runScan }, { pushRequest, pushRanges }] = await Promise.all([
    import('../run-scan.ts'),
    import('../scans/scan-push.ts'),
  ]);
  let worst: ExitCode = 0;
  for (const range of await pushRanges(context, remote, process.stdin)) {
    const code = await runScan(context, await pushRequest(context, remote, range), 'text');
    worst = Math.max(worst, code) as ExitCode;
  }
  return worst;
}

import type { ExitCode } from '../../scan/exit-code.ts';
import { ownCiFiles } from '../../install/ci/ci-file.ts';
import { uninstallForUser } from '../../install/install-for-user.ts';
import { unregister } from '../../agents/settings-file.ts';
import { readRecord } from '../../install/install-record.ts';
import { uninstallHooks } from '../../install/uninstall-hooks.ts';
import { escapeControls } from '../../report/terminal-escape.ts';
import { messagesOf } from '../load-messages.ts';
import type { Context } from '../context.ts';
import { locateProject, outsideRepositories } from '../project.ts';

/** `keyward uninstall`: removes exactly what init and install added. */
export async function run(context: Context): Promise<ExitCode> {
  const { install: text } = await messagesOf(context);
  if (context.args.flag('global')) {
    const { removed, left, pasted } = await uninstallForUser(outsideRepositories(context));
    for (const path of left) context.note(`${escapeControls(text.user.left(path))}\n`);
    if (pasted !== undefined) context.note(`${escapeControls(text.pastedLeft(pasted))}\n`);
    const places = removed.join(', ');
    context.print(`${places === '' ? text.nothingToRemove : escapeControls(text.user.removed(places))}\n`);
    return 0;
  }
  const { git, repository, project } = await locateProject(context);
  const { scripts } = await readRecord(repository.commonDirectory);
  const agents = await unregister(repository.top, scripts);
  const { removed: others, foreign, pasted } = await uninstallHooks(git, repository, project);
  const removed = [...others, ...agents];
  for (const path of foreign) context.note(`${escapeControls(text.foreignLeft(path))}\n`);
  if (pasted !== undefined) context.note(`${escapeControls(text.pastedLeft(pasted))}\n`);
  const ci = await ownCiFiles(repository.top);
  if (ci.length > 0) context.note(`${text.ciLeft(ci.join(', '))}\n`);
  const removedFrom = project === undefined ? text.user.removed : text.removed;
  context.print(
    `${removed.length === 0 ? text.nothingToRemove : escapeControls(removedFrom(removed.join(', ')))}\n`,
  );
  return 0;
}

import type { ExitCode } from '../../scan/exit-code.ts';
import { uninstallHooks } from '../../install/uninstall-hooks.ts';
import { escapeControls } from '../../report/terminal-escape.ts';
import { messagesOf } from '../load-messages.ts';
import type { Context } from '../context.ts';
import { locateProject } from '../project.ts';

/** `keyward uninstall`: takes out exactly what init and install put in. */
export async function run(context: Context): Promise<ExitCode> {
  const { install: say } = await messagesOf(context);
  const { git, repository, project } = await locateProject(context);
  const { removed, foreign, pasted } = await uninstallHooks(git, repository, project);
  for (const path of foreign) context.note(`${escapeControls(say.foreignLeft(path))}\n`);
  if (pasted !== undefined) context.note(`${escapeControls(say.pastedLeft(pasted))}\n`);
  context.print(
    `${removed.length === 0 ? say.nothingToRemove : escapeControls(say.removed(removed.join(', ')))}\n`,
  );
  return 0;
}

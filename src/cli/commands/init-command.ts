import { spawnSync } from 'node:child_process';
import { posix, relative } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import type { GitClient } from '../../git/git.ts';
import { locateRepository } from '../../git/repository.ts';
import { removeBlock } from '../../install/hook-file.ts';
import { adoptHusky } from '../../install/managers/husky.ts';
import { addScript, lists } from '../../install/package-json.ts';
import { LOCK_FILES, packageManagerOf } from '../../install/package-manager.ts';
import { addToRecord, readRecord } from '../../install/install-record.ts';
import type { Registration } from '../../install/hook-blocks.ts';
import { installForUser } from '../../install/install-for-user.ts';
import { isGlobalInstall } from '../../install/package-place.ts';
import { installHooks } from '../../install/install-hooks.ts';
import { type CiFile, GITLAB_INCLUDE, writeCiFile } from '../../install/ci/ci-file.ts';
import { RECIPE_PLATFORMS } from '../../install/ci/ci-recipe.ts';
import { escapeControls } from '../../report/terminal-escape.ts';
import type { Messages } from '../../messages/index.ts';
import { type AgentName, AGENTS } from '../../agents/agent.ts';
import { messagesOf } from '../load-messages.ts';
import { agentsOf, registerAgents } from '../agents-option.ts';
import type { Context } from '../context.ts';
import { hooksOf, IS_TEMPORARY, locateProject, outsideRepositories, PACKAGE_HOOKS } from '../project.ts';

declare const KEYWARD_VERSION: string;

/** `keyward init`: sets up a repository for everyone who works on it. */
export async function run(context: Context): Promise<ExitCode> {
  if (context.args.flag('global')) return runForUser(context);
  const { install: text } = await messagesOf(context);
  const hooks = hooksOf(context.args);
  const { git, repository, project } = await locateProject(context);
  const manager = packageManagerOf(project ?? repository.top, repository.top);
  const job = { git, repository, manager, packageHooks: PACKAGE_HOOKS };
  if (project === undefined && (IS_TEMPORARY || context.args.flag('husky')))
    throw new AppError('init-no-package', {});
  const names = agentsOf(context.args, repository.top);
  const ci = await ciFileOf(context, repository.top);
  // a file that GitLab does not read yet scans nothing
  if (ci !== undefined && ci.pasteInto === undefined)
    context.print(`${(ci.outcome === 'written' ? text.ciWritten : text.ciUnchanged)(ci.path)}\n`);
  const isAdded = project !== undefined && (await prepare(context, { ...job, project }, text.dependency));
  // locate again, because husky changes the hooks folder
  const done = await installHooks({ ...job, project, repository: await locateRepository(git) }, hooks);
  const script = project === undefined ? undefined : await addScript(project, manager.script, hooks);
  const runner = project === undefined ? 'keyward' : manager.runner;
  const agents = await registerAgents(names, { top: repository.top, project, runner });
  const records = [...(script === undefined ? [] : [script]), ...agents.records];
  if (records.length > 0) await addToRecord(repository.commonDirectory, { scripts: records });
  const paths = done.map(({ path }) => path);
  const committed = [
    ...(ci?.outcome === 'written' ? [ci.path] : []),
    ...(script === undefined ? [] : [relative(repository.top, script.path).replaceAll('\\', '/')]),
    ...(isAdded ? await changedLockFiles(git, repository.top, project) : []),
    ...agents.files,
    ...done.flatMap(({ outcome, path }) =>
      outcome === 'unchanged' || /^(?:\.git\/|\/|[A-Za-z]:)/.test(path) ? [] : [path],
    ),
  ];
  const isNew = done.some(({ outcome }) => outcome === 'registered');
  const lines = [
    isNew ? text.registered(paths.join(', ')) : text.unchanged(paths.join(', ')),
    ...(script === undefined ? [] : [text.script(manager.script)]),
    ...(isNew && project === undefined ? [text.user.teammates(INSTALL)] : []),
    ...agentLines(text, names, agents.files),
    ...(committed.length === 0 ? [] : [text.commitThese(committed.join(', '))]),
    ...(isNew ? [text.tryIt(`${runner} audit`)] : []),
  ];
  context.print(lines.map((line) => `${escapeControls(line)}\n`).join(''));
  if (ci?.pasteInto !== undefined)
    throw new AppError('init-ci-paste', { path: ci.path, file: ci.pasteInto, lines: GITLAB_INCLUDE });
  return 0;
}

/** Says which agents are checked now. */
function agentLines(
  text: Messages['install'],
  names: readonly AgentName[],
  changed: readonly string[],
): readonly string[] {
  if (names.length === 0) return [];
  if (changed.length === 0) return [text.agentsUnchanged(names.map((name) => AGENTS[name].file).join(', '))];
  return [text.agentsRegistered(changed.join(', ')), ...(names.includes('codex') ? [text.codexTrust] : [])];
}

/** Writes the CI file that `--ci` asks for, before anything that can fail. */
async function ciFileOf({ args }: Context, top: string): Promise<CiFile | undefined> {
  const name = args.text('ci');
  if (name === undefined) return undefined;
  const platform = RECIPE_PLATFORMS.find((known) => known === name);
  if (platform === undefined)
    throw new AppError('usage-bad-value', { option: '--ci', expected: RECIPE_PLATFORMS.join(', ') });
  return writeCiFile(top, platform, KEYWARD_VERSION);
}

/** What a teammate types where no package.json installs keyward. */
const INSTALL = 'npm install --global keyward && keyward init';

/** `keyward init --global`: sets up all repositories of this user. */
async function runForUser(context: Context): Promise<ExitCode> {
  const { args } = context;
  for (const option of ['husky', 'hooks', 'agents'])
    if (args.flag(option) || args.text(option) !== undefined)
      throw new AppError('usage-conflict', { options: `--global, --${option}` });
  if (!isGlobalInstall(PACKAGE_HOOKS)) throw new AppError('init-not-global', {});
  const { user: text } = (await messagesOf(context)).install;
  const { outcome, place, hasLimits } = await installForUser(outsideRepositories(context), PACKAGE_HOOKS);
  const lines = [
    outcome === 'registered' ? text.registered(place) : text.unchanged(place),
    ...(hasLimits ? [text.limits] : []),
    ...(outcome === 'registered' ? [text.teammates(`${INSTALL} --global`), text.check] : []),
  ];
  context.print(lines.map((line) => `${escapeControls(line)}\n`).join(''));
  return 0;
}

/** Adds keyward as a dependency, and husky with `--husky`. Returns whether any dependency was added. */
async function prepare(
  context: Context,
  job: ProjectJob,
  text: (command: string) => string,
): Promise<boolean> {
  const isNew = !(await lists(job.project, 'keyward'));
  if (isNew) addDependency(context, job, `keyward@^${KEYWARD_VERSION}`, text);
  const isHuskyNew = context.args.flag('husky') && (await setUpHusky(context, job, text));
  return isNew || isHuskyNew;
}

/** Returns the lock files that were changed or written, and that git does not ignore. */
async function changedLockFiles(git: GitClient, top: string, project: string): Promise<string[]> {
  const folders = new Set(['', relative(top, project).replaceAll('\\', '/')]);
  const paths = [...folders].flatMap((folder) =>
    LOCK_FILES.map((name) => `:(top,literal)${posix.join(folder, name)}`),
  );
  const options = ['-z', '--full-name', '--modified', '--others', '--exclude-standard'];
  const listed = await git.run('ls-files', ...options, '--', ...paths);
  return [...new Set(listed.split('\0').filter((path) => path !== ''))];
}

/** An installation in a project. */
type ProjectJob = Registration & { readonly project: string };

/** Adds a development dependency with the project's own package manager. */
function addDependency(
  { note }: Context,
  { manager, project }: ProjectJob,
  spec: string,
  text: (command: string) => string,
): void {
  const [program, ...words] = manager.add;
  const command = [...manager.add, spec].join(' ');
  note(`${escapeControls(text(command))}\n`);
  const { status } = spawnSync(program, [...words, spec], {
    cwd: project,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new AppError('init-command-failed', { command });
}

/** Sets up husky and moves keyward's own hooks into it; returns whether husky was added. Other hooks make {@link adoptHusky} fail. */
async function setUpHusky(
  context: Context,
  job: ProjectJob,
  text: (command: string) => string,
): Promise<boolean> {
  const { git, repository, project } = job;
  const record = await readRecord(repository.commonDirectory);
  if (record.adoptedHusky) return false;
  const ours = record.hooks.filter(({ created }) => created);
  const isNew = !(await lists(project, 'husky'));
  if (isNew) addDependency(context, job, 'husky@^9', text);
  await adoptHusky(git, repository, project, new Set(ours.map(({ path }) => path)));
  for (const hook of ours) await removeBlock(hook.path, hook);
  await addToRecord(repository.commonDirectory, { adoptedHusky: true });
  return isNew;
}

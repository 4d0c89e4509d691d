import { isLongTerm, type KeyFacts } from '../respond/key.ts';
import { rules } from '../rules/index.ts';
import { REVOCATIONS } from '../rules/revocation.ts';
import type { RuleTexts } from '../messages/rules/rule-texts.ts';
import type { RuleId } from '../rules/rule.ts';
import { CHECKED, type NumberedStep, type Phase, stepsFor } from '../respond/steps.ts';
import type { ResponseMessages } from '../messages/respond/respond-messages.ts';

/** The texts and facts for the guide. */
export interface ResponseContext {
  readonly words: ResponseMessages;
  /** The name of each kind of credential. */
  readonly kinds: Readonly<Record<RuleId, RuleTexts>>;
  readonly key: KeyFacts | undefined;
  readonly now: Date;
  /** The command that runs keyward here. */
  readonly runner: string;
  /** Marks the most important words, for a terminal. */
  readonly emphasize: (text: string) => string;
}

/** Returns the whole guide as text. */
export function responseText(context: ResponseContext): string {
  return responseParts(context).join('\n');
}

/**
 * Returns the guide for a terminal, in parts: a first screen with what stops the damage, then the facts and each step. Each
 * command is on a separate line, so that it can be copied.
 */
export function responseParts(context: ResponseContext): string[] {
  const { words, emphasize } = context;
  const parts = phasesOf(context).flatMap(({ phase, steps }) =>
    steps.map((step, index) => [
      ...(index === 0 ? [emphasize(`== ${words.phases[phase]} ==`), ''] : []),
      ...stepText(step, context),
    ]),
  );
  const known = facts(context, emphasize, '  ');
  return [firstScreen(context), ...(known.length > 0 ? [known] : []), ...parts, [words.checked(CHECKED)]].map(
    (lines) => lines.map((line) => `${line}\n`).join(''),
  );
}

function firstScreen(context: ResponseContext): string[] {
  const { words, emphasize } = context;
  const { title, ways, intro, commands, notes } = hurryOf(context);
  const indent = (line: string) => `  ${line}`;
  return [
    emphasize(`keyward: ${words.title}`),
    '',
    emphasize(title),
    ...ways.map(indent),
    ...(commands.length > 0 ? [indent(intro), ...commands.map((line) => indent(emphasize(line)))] : []),
    ...notes.map(indent),
    '',
    emphasize(words.contents),
    ...phasesOf(context).map(({ phase, steps }) =>
      indent(`${rangeOf(steps, words)}  ${words.phases[phase]}`),
    ),
    '',
    words.offline,
  ];
}

/** Returns the guide as a Markdown checklist. */
export function responseMarkdown(context: ResponseContext): string {
  const { words } = context;
  const { title, ways, intro, commands, notes } = hurryOf(context);
  const lines = [
    `# ${words.title}`,
    '',
    ...[words.checked(CHECKED), words.offline].flatMap((line) => [line, '']),
    `**${title}**`,
    '',
    ...[...ways, ...(commands.length > 0 ? [intro] : [])].map((line) => `- ${line}`),
    ...commands.flatMap((command) => ['', ...codeBlock('sh', command)]),
    ...(commands.length > 0 ? [''] : []),
    ...notes.map((line) => `- ${line}`),
    ...(context.key === undefined ? [] : ['']),
    ...facts(context, (heading) => `**${heading}**\n`, '- '),
    ...phasesOf(context).flatMap(({ phase, steps }) => [
      '',
      `## ${words.phases[phase]}`,
      ...steps.flatMap((step) => ['', ...stepMarkdown(step, context)]),
    ]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

interface Hurry {
  readonly title: string;
  /** How to stop the key in the console. */
  readonly ways: readonly string[];
  /** The text before the commands. */
  readonly intro: string;
  readonly commands: readonly string[];
  readonly notes: readonly string[];
}

/** Returns the shortest way to stop the damage. Commands depend on the kind of key, so they need an ID. */
function hurryOf({ words, key, now, runner }: ResponseContext): Hurry {
  const steps = stepsFor(key);
  const stepOf = (id: NumberedStep['id']) => steps.find((step) => step.id === id);
  const ways = { 'long-term': stepOf('deactivate'), temporary: stepOf('revoke') };
  const way = (lifetime: KeyFacts['lifetime']) =>
    [words.hurry.console[lifetime], ways[lifetime]?.links?.[0] ?? ''] as const;
  const { title } = words.hurry;
  if (key === undefined) {
    const [[longTerm, users], [temporary, roles]] = [way('long-term'), way('temporary')];
    const lines = [`AKIA…: ${longTerm}`, `  ${users}`, `ASIA…: ${temporary}`, `  ${roles}`];
    const notes = [words.noKey(`${runner} respond`), words.hurry.others(stepOf('others')?.number ?? 0)];
    return { title, ways: lines, intro: '', commands: [], notes };
  }
  const explained = [stepOf('terminal'), ways[key.lifetime]];
  const [first = 0, second = 0] = explained.map((step) => step?.number ?? 0);
  return {
    title,
    ways: way(key.lifetime),
    intro: words.hurry.commands(first, second),
    commands: explained.flatMap((step) => step?.commands?.(now, runner) ?? []),
    notes: isLongTerm(key) ? [words.hurry.root(stepOf('root')?.number ?? 0)] : [],
  };
}

function facts({ words, key }: ResponseContext, heading: (text: string) => string, bullet: string): string[] {
  if (key === undefined) return [];
  const known = [
    words.lifetime[key.lifetime],
    key.account === undefined ? words.noAccount : words.account(key.account),
    ...(key.canary ? [words.canary] : []),
    words.unknown,
  ];
  return [heading(words.known(key.shown)), ...known.map((fact) => bullet + fact)];
}

/** Returns the steps that apply to the key, by phase. */
function phasesOf({ key }: ResponseContext): { phase: Phase; steps: NumberedStep[] }[] {
  const steps = stepsFor(key);
  const phases = [...new Set(steps.map(({ phase }) => phase))];
  return phases.map((phase) => ({ phase, steps: steps.filter((step) => step.phase === phase) }));
}

/** Returns the numbers of the steps of a phase, as wide as the widest one. */
function rangeOf(steps: readonly NumberedStep[], words: ResponseMessages): string {
  const [first, last] = [steps[0]?.number ?? 0, steps.at(-1)?.number ?? 0];
  return words.stepRange(first, last).padEnd(words.stepRange(99, 99).length);
}

function wordsOf(
  { id }: NumberedStep,
  { words, kinds }: ResponseContext,
): { title: string; lines: readonly string[] } {
  const { title, lines } = words.steps[id];
  if (id !== 'others') return { title, lines };
  const revocations = REVOCATIONS.map((revocation) => {
    const names = rules.filter((rule) => rule.revocation === revocation).map((rule) => kinds[rule.id].name);
    return `${names.join(' / ')}: ${words.revocations[revocation]}`;
  });
  return { title, lines: [...lines, ...revocations] };
}

function stepText(step: NumberedStep, context: ResponseContext): string[] {
  const { words, now, runner, emphasize } = context;
  const { title, lines } = wordsOf(step, context);
  return [
    emphasize(`[ ] ${step.number}. ${title}`),
    ...lines.map((line) => `    ${line}`),
    ...(step.commands?.(now, runner) ?? []).flatMap((command) => ['', `  ${emphasize(command)}`]),
    ...(step.powershell === undefined ? [] : ['', `    ${words.powershell}`, '', `  ${step.powershell}`]),
    ...(step.links === undefined ? [] : ['', ...step.links.map((link) => `    ${words.localize(link)}`)]),
  ];
}

function stepMarkdown(step: NumberedStep, context: ResponseContext): string[] {
  const { words, now, runner } = context;
  const { title, lines } = wordsOf(step, context);
  const commands = step.commands?.(now, runner) ?? [];
  const { powershell } = step;
  return [
    `- [ ] **${step.number}. ${title}**`,
    '',
    ...lines.map((line) => `  - ${line}`),
    ...commands.flatMap((command) => ['', ...codeBlock('sh', command)]),
    ...(powershell === undefined
      ? []
      : ['', `  ${words.powershell}`, '', ...codeBlock('powershell', powershell)]),
    ...(step.links === undefined ? [] : ['', ...step.links.map((link) => `  - <${words.localize(link)}>`)]),
  ];
}

function codeBlock(language: string, command: string): string[] {
  return [`  \`\`\`${language}`, `  ${command}`, '  ```'];
}

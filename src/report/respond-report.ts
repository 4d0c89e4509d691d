import { ENDINGS, kindsOf } from '../respond/endings.ts';
import type { KeyFacts } from '../respond/key.ts';
import type { RuleId } from '../rules/rule.ts';
import { CHECKED, type Phase, PHASES, type Step, STEPS } from '../respond/steps.ts';
import type { ResponseMessages } from '../messages/respond/respond-messages.ts';

/** The texts and facts for the guide. */
export interface ResponseContext {
  readonly words: ResponseMessages;
  /** The name of each kind of credential. */
  readonly kinds: Readonly<Record<RuleId, string>>;
  readonly key: KeyFacts | undefined;
  readonly now: Date;
  /** Marks the most important words, for a terminal. */
  readonly emphasize: (text: string) => string;
}

/** Returns the guide for a terminal. Each command is on a separate line, so that it can be copied. */
export function responseText(context: ResponseContext): string {
  const { words, emphasize } = context;
  const lines = [
    emphasize(`keyward: ${words.title}`),
    ...about(words),
    '',
    ...facts(context, (heading) => emphasize(heading), '  '),
    ...phases(context).flatMap(({ phase, steps }) => [
      '',
      emphasize(`== ${words.phases[phase]} ==`),
      ...steps.flatMap((step) => ['', ...stepText(step, context)]),
    ]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Returns the guide as a Markdown checklist. */
export function responseMarkdown(context: ResponseContext): string {
  const { words } = context;
  const lines = [
    `# ${words.title}`,
    '',
    ...about(words).flatMap((line) => [line, '']),
    ...facts(context, (heading) => `**${heading}**\n`, '- '),
    ...phases(context).flatMap(({ phase, steps }) => [
      '',
      `## ${words.phases[phase]}`,
      ...steps.flatMap((step) => ['', ...stepMarkdown(step, context)]),
    ]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function about(words: ResponseMessages): string[] {
  return [words.checked(CHECKED), words.offline];
}

function facts({ words, key }: ResponseContext, heading: (text: string) => string, bullet: string): string[] {
  if (key === undefined) return [words.noKey];
  const known = [
    words.lifetime[key.lifetime],
    key.account === undefined ? words.noAccount : words.account(key.account),
    ...(key.canary ? [words.canary] : []),
    words.unknown,
  ];
  return [heading(words.known(key.shown)), ...known.map((fact) => bullet + fact)];
}

interface NumberedStep extends Step {
  readonly number: number;
}

/** Returns the steps that apply to the key, numbered across all phases. */
function phases({ key }: ResponseContext): { phase: Phase; steps: NumberedStep[] }[] {
  const fitting = STEPS.filter(({ fits }) => key === undefined || fits === undefined || fits(key));
  const numbered = fitting.map((step, index) => ({ ...step, number: index + 1 }));
  return PHASES.map((phase) => ({ phase, steps: numbered.filter((step) => step.phase === phase) }));
}

function wordsOf(
  { id }: Step,
  { words, kinds }: ResponseContext,
): { title: string; lines: readonly string[] } {
  const { title, lines } = words.steps[id];
  if (id !== 'others') return { title, lines };
  const endings = ENDINGS.map(
    (ending) =>
      `${kindsOf(ending)
        .map((kind) => kinds[kind])
        .join(' / ')}: ${words.endings[ending]}`,
  );
  return { title, lines: [...lines, ...endings] };
}

function stepText(step: NumberedStep, context: ResponseContext): string[] {
  const { words, now, emphasize } = context;
  const { title, lines } = wordsOf(step, context);
  return [
    emphasize(`[ ] ${step.number}. ${title}`),
    ...lines.map((line) => `    ${line}`),
    ...(step.commands?.(now) ?? []).flatMap((command) => ['', `  ${emphasize(command)}`]),
    ...(step.powershell === undefined ? [] : ['', `    ${words.powershell}`, '', `  ${step.powershell}`]),
    ...(step.links === undefined ? [] : ['', ...step.links.map((link) => `    ${words.localize(link)}`)]),
  ];
}

function stepMarkdown(step: NumberedStep, context: ResponseContext): string[] {
  const { words, now } = context;
  const { title, lines } = wordsOf(step, context);
  const commands = step.commands?.(now) ?? [];
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

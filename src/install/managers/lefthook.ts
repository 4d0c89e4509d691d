import { extname } from 'node:path';
import type { HookName } from '../hook-names.ts';
import { firstFile, type ManualManager } from './manager.ts';

/**
 * lefthook. It renames an existing hook and never runs it again, and regenerates its hooks whenever its settings change
 * (tested with 2.2.2).
 */
export const lefthook: ManualManager = {
  name: 'lefthook',
  calls: /\blefthook\b/,
  isGeneratedBy: (hookFile) => hookFile.includes('call_lefthook'),
  wrapperLines: [/^call_lefthook run "[\w-]+" "\$@"$/],
  disablers: [
    ['LEFTHOOK', '0'],
    ['LEFTHOOK', 'false'],
  ],
  async find(folders) {
    const settings = await firstFile(folders, namesOf('lefthook'));
    const own = await firstFile(folders, namesOf('lefthook-local'));
    return settings && { ...settings, more: own };
  },
  lines(blocks, { path }) {
    const format = FORMATS[extname(path)] ?? yaml;
    return format(
      [...blocks].map(([hook, block]) => ({ hook, run: block.replace('\n', `\n${argumentLine(hook)}`) })),
    );
  },
  runs: (hookFile) => lefthook.isGeneratedBy(hookFile),
  setUpCommand: 'lefthook install',
};

function namesOf(stem: string): string[] {
  const names = [stem, `.${stem}`, `.config/${stem}`];
  return names.flatMap((name) => ['.yml', '.yaml', '.toml', '.json', '.jsonc'].map((end) => name + end));
}

interface LefthookJob {
  readonly hook: HookName;
  readonly run: string;
}

/** Returns a command that sets the positional parameters: lefthook inserts arguments into the script as text. */
function argumentLine(hook: HookName): string {
  const count = { 'pre-push': 2, 'commit-msg': 1, 'prepare-commit-msg': 3 }[hook as string] ?? 0;
  const words = Array.from({ length: count }, (_, index) => ` '{${index + 1}}'`);
  return count === 0 ? '' : `set --${words.join('')}; `;
}

function yaml(jobs: readonly LefthookJob[]): string {
  return jobs
    .map(({ hook, run }) => {
      const script = run.replace(/^(?=.)/gm, '        ');
      const input = hook === 'pre-push' ? '      use_stdin: true\n' : '';
      return `${hook}:\n  jobs:\n    - name: keyward\n${input}      run: |\n${script}`;
    })
    .join('');
}

function toml(jobs: readonly LefthookJob[]): string {
  return jobs
    .map(({ hook, run }) => {
      const input = hook === 'pre-push' ? 'use_stdin = true\n' : '';
      return `[[${hook}.jobs]]\nname = "keyward"\n${input}run = ${JSON.stringify(run)}\n`;
    })
    .join('\n');
}

function json(jobs: readonly LefthookJob[]): string {
  const entries = jobs.map(({ hook, run }) => {
    const input = hook === 'pre-push' ? { use_stdin: true } : {};
    return [hook, { jobs: [{ name: 'keyward', ...input, run }] }];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

const FORMATS: Readonly<Record<string, (jobs: readonly LefthookJob[]) => string>> = {
  '.toml': toml,
  '.json': json,
  '.jsonc': json,
};

import { extname } from 'node:path';
import type { HookName } from '../hook-names.ts';
import { firstFile, type PastedManager } from './manager.ts';

/**
 * lefthook renames a hook that is in its way and never runs it again, and writes its own files anew whenever its settings
 * change (2.2.2, tried).
 */
export const lefthook: PastedManager = {
  name: 'lefthook',
  calls: /\blefthook\b/,
  wrote: (hookFile) => hookFile.includes('call_lefthook'),
  leads: [/^call_lefthook run "[\w-]+" "\$@"$/],
  switches: [
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
    return format([...blocks].map(([hook, block]) => ({ hook, run: argumentLine(hook) + block })));
  },
  runs: (hookFile) => lefthook.wrote(hookFile),
  setUp: 'lefthook install',
};

function namesOf(stem: string): string[] {
  const names = [stem, `.${stem}`, `.config/${stem}`];
  return names.flatMap((name) => ['.yml', '.yaml', '.toml', '.json', '.jsonc'].map((end) => name + end));
}

interface ScanRequest {
  readonly hook: HookName;
  readonly run: string;
}

/** lefthook hands arguments on as text in the script, and standard input where it is asked to. */
function argumentLine(hook: HookName): string {
  const count = { 'pre-push': 2, 'commit-msg': 1, 'prepare-commit-msg': 3 }[hook as string] ?? 0;
  const words = Array.from({ length: count }, (_, at) => ` '{${at + 1}}'`);
  return count === 0 ? '' : `set --${words.join('')}\n`;
}

function yaml(jobs: readonly ScanRequest[]): string {
  return jobs
    .map(({ hook, run }) => {
      const script = run.replace(/^(?=.)/gm, '        ');
      const input = hook === 'pre-push' ? '      use_stdin: true\n' : '';
      return `${hook}:\n  jobs:\n    - name: keyward\n${input}      run: |\n${script}`;
    })
    .join('');
}

function toml(jobs: readonly ScanRequest[]): string {
  return jobs
    .map(({ hook, run }) => {
      const input = hook === 'pre-push' ? 'use_stdin = true\n' : '';
      return `[[${hook}.jobs]]\nname = "keyward"\n${input}run = ${JSON.stringify(run)}\n`;
    })
    .join('\n');
}

function json(jobs: readonly ScanRequest[]): string {
  const entries = jobs.map(({ hook, run }) => {
    const input = hook === 'pre-push' ? { use_stdin: true } : {};
    return [hook, { jobs: [{ name: 'keyward', ...input, run }] }];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

const FORMATS: Readonly<Record<string, (jobs: readonly ScanRequest[]) => string>> = {
  '.toml': toml,
  '.json': json,
  '.jsonc': json,
};

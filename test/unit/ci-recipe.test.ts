import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  ciRecipe,
  isRecipe,
  RECIPE_PLATFORMS,
  runsKeyward,
  runsOwnKeyward,
} from '../../src/install/ci/ci-recipe.ts';

const ROOT = join(import.meta.dirname, '../..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { version } = JSON.parse(textOf('package.json')) as { version: string };

describe.each(RECIPE_PLATFORMS)('the recipe for %s', (platform) => {
  // after a change: npx vitest run -u test/unit/ci-recipe.test.ts
  test('is the one in docs/ci, with the version of this package', async () => {
    await expect(ciRecipe(platform, version)).toMatchFileSnapshot(join(ROOT, `docs/ci/${platform}.yml`));
  });

  test('is recognized in any version, but not when changed', () => {
    for (const written of ['0.1.0', '12.0.3-beta.1']) {
      const text = ciRecipe(platform, written);
      expect(isRecipe(platform, text)).toBe(true);
      expect(isRecipe(platform, text.replaceAll('\n', '\r\n'))).toBe(true);
      expect(isRecipe(platform, text.replace(`keyward@${written}`, 'keyward'))).toBe(false);
      expect(isRecipe(platform, `${text}# mine\n`)).toBe(false);
    }
  });

  test('runs a keyward that no pull request can replace', () => {
    const text = ciRecipe(platform, version);
    expect([runsKeyward(text), runsOwnKeyward(text)]).toEqual([true, false]);
    const commented = text.replaceAll(/^/gm, '#');
    expect(runsKeyward(commented)).toBe(false);
  });
});

describe('scans each commit once', () => {
  interface Workflow {
    on: string[];
    jobs: { keyward: { if: string; name: string } };
  }
  const workflow = parse(ciRecipe('github', version)) as Workflow;
  const repository = 'team/shop';

  /** Evaluates an expression of GitHub, in which a missing property is null. */
  function evaluate(expression: string, event: string, head?: string | null): unknown {
    const pull = head === undefined ? null : { head: { repo: head === null ? null : { full_name: head } } };
    const github = { event_name: event, repository, event: { pull_request: pull } };
    return runInNewContext(expression.replaceAll(/\.(?=\w)/g, '?.'), { github });
  }
  const runs = (event: string, head?: string | null) =>
    workflow.on.includes(event) && evaluate(workflow.jobs.keyward.if, event, head) === true;
  const nameOf = (event: string, head?: string | null) =>
    evaluate(workflow.jobs.keyward.name.replace(/^\$\{\{(.*)\}\}$/, '$1'), event, head);

  test.each([
    ['of a branch here', [true, false], [undefined, repository]],
    ['of a fork', [false, true], [undefined, 'someone/shop']],
    ['of a deleted fork', [false, true], [undefined, null]],
  ] as const)('on GitHub, a pull request %s', (_, [pushed, proposed], [, head]) => {
    // a fork's push starts no workflow here
    const onPush = pushed && runs('push');
    expect([onPush, runs('pull_request', head)]).toEqual([pushed, proposed]);
  });

  test('on GitHub, a skipped job does not have the name of the one that scans', () => {
    expect(nameOf('push')).toBe('keyward');
    expect(nameOf('pull_request', 'someone/shop')).toBe('keyward');
    expect(nameOf('pull_request', null)).toBe('keyward');
    expect(nameOf('pull_request', repository)).not.toBe('keyward');
  });

  interface Job {
    keyward: { rules: { if: string; when?: string }[] };
  }
  const { rules } = (parse(ciRecipe('gitlab', version)) as Job).keyward;

  /** Whether GitLab adds the job to a pipeline: the first rule that applies decides. */
  function isAdded(variables: Readonly<Record<string, string>>): boolean {
    const applies = (condition: string) =>
      condition.split(' && ').every((part) => {
        const [, name = '', expected] = /^\$(\w+)(?: == "(.*)")?$/.exec(part) ?? [];
        return expected === undefined ? Boolean(variables[name]) : variables[name] === expected;
      });
    const rule = rules.find(({ if: condition }) => applies(condition));
    return rule !== undefined && rule.when !== 'never';
  }

  const branch = { CI_COMMIT_BRANCH: 'topic' };
  const open = { CI_OPEN_MERGE_REQUESTS: 'team/shop!1' };
  test.each([
    ['a merge request', { CI_PIPELINE_SOURCE: 'merge_request_event', ...open }, true],
    ['a push to its branch', { CI_PIPELINE_SOURCE: 'push', ...branch, ...open }, false],
    ['a push to another branch', { CI_PIPELINE_SOURCE: 'push', ...branch }, true],
    ['a pushed tag', { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_TAG: 'v1' }, true],
    // no merge request pipeline starts for these
    ['a schedule', { CI_PIPELINE_SOURCE: 'schedule', ...branch, ...open }, true],
    ['a manual run', { CI_PIPELINE_SOURCE: 'web', ...branch, ...open }, true],
  ])('on GitLab, %s', (_, variables, expected) => {
    expect(isAdded(variables)).toBe(expected);
  });
});

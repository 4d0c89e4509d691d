import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '../../.github/ISSUE_TEMPLATE');

/** A field of an issue form. @see https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema */
interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes: {
    readonly label?: string;
    readonly value?: string;
    readonly options?: readonly (string | { readonly label: string; readonly required?: boolean })[];
  };
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly Field[];
}

function read(name: string): unknown {
  return parse(readFileSync(join(FOLDER, name), 'utf8'));
}

const FORMS = readdirSync(FOLDER).filter((name) => name !== 'config.yml');

describe.each(FORMS)('the issue form %s', (name) => {
  const form = read(name) as Form;

  test('forbids secrets in its first sentences, in both languages', () => {
    const [first] = form.body;
    expect(first?.type).toBe('markdown');
    expect(first?.attributes.value).toMatch(/^\*\*Never paste a credential here/);
    expect(first?.attributes.value).toMatch(/^\*\*認証情報は、.*貼り付けないでください/m);
    expect(first?.attributes.value).toContain('npx keyward respond');
  });

  test('ends with a box to tick: no secret is in the text', () => {
    const last = form.body.at(-1);
    expect(last).toMatchObject({ type: 'checkboxes', id: 'secrets' });
    for (const option of last?.attributes.options ?? [])
      expect(option).toEqual({
        required: true,
        label: expect.stringMatching(/no credential.*認証情報/) as string,
      });
  });

  test('has what a form needs', () => {
    expect(form).toMatchObject({
      name: expect.any(String) as string,
      description: expect.any(String) as string,
    });
    for (const { type, id, attributes } of form.body) {
      expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
      if (type !== 'markdown')
        expect([id, attributes.label]).toEqual([expect.any(String), expect.any(String)]);
    }
    const ids = form.body.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('there is no issue without a form', () => {
  expect(FORMS.length).toBeGreaterThan(0);
  expect(read('config.yml')).toEqual({ blank_issues_enabled: false });
});

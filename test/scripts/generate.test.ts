import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FixtureMakers } from '../../fixtures/make/fixture.ts';
import { findCheckFiles, indexSource } from '../../scripts/generate/check-index.ts';
import { checkPage, indexPage } from '../../scripts/generate/check-pages.ts';
import { fixtureFiles } from '../../scripts/generate/fixture-files.ts';
import { defineCheck } from '../../src/model/check.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const project = (files: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'prepass-generate-'));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};

const check = defineCheck({
  id: 'image/dull',
  version: 3,
  stage: 'trial',
  scope: 'content',
  title: { en: 'Dull image', zh: '乏味图像' },
  why: { en: 'Because.', zh: '因为。' },
  remedy: { en: 'Shine.', zh: '擦亮。' },
  needs: [{ role: 'image', facet: 'preview' }],
  codes: {
    dull: { severity: 'warning', verdict: 'suspect', en: 'dull: {shine} | {rest}', zh: '乏味：{shine} | {rest}' },
  },
  options: z.object({
    maxShine: z.number().min(0).max(9).default(2).meta({ description: 'shine in levels', zh: '亮度（级）' }),
  }),
});

describe('the index of checks', () => {
  it('holds files of group folders that export a check, by id, and never looks inside them for more', () => {
    const root = project({
      'src/checks/image/zebra.ts': "throw new Error('never run');\nexport default defineCheck({});",
      'src/checks/file/error-page.ts': 'export default defineCheck({});',
      'src/checks/file/helper.ts': 'export const helper = 1;',
      'src/checks/file/notes.md': 'export default nothing',
      'src/checks/index.ts': 'export default 1;',
      'src/checks/unknown/odd.ts': 'export default defineCheck({});',
    });
    expect(findCheckFiles(root).map(({ id }) => id)).toEqual(['file/error-page', 'image/zebra']);
  });

  it('imports each statically under a name of its own', () => {
    const source = indexSource([{ id: 'file/error-page', path: 'src/checks/file/error-page.ts' }]);
    expect(source).toContain("import fileErrorPage from './file/error-page.ts';");
    expect(source).toContain('export const checks: readonly AnyCheck[] = [\n  fileErrorPage,\n];');
  });
});

describe('the page of a check', () => {
  const page = checkPage(check);

  it('says title, why, remedy, codes, options and needs in both languages', () => {
    for (const text of [
      'Dull image',
      '乏味图像',
      'Because.',
      '因为。',
      'Shine.',
      '擦亮。',
      'shine in levels',
      '亮度（级）',
    ])
      expect(page).toContain(text);
    expect(page).toContain('| `maxShine` | shine in levels | `2` | number ≥ 0, ≤ 9 |');
    expect(page).toContain('| `dull` | warning | suspect | dull: {shine} \\| {rest} |');
    expect(page).toContain('| `dull` | 警告 | 可疑 |');
    expect(page).toContain('`image.preview`');
  });

  it('is listed in the index page', () => {
    expect(indexPage([check])).toContain('| [image/dull](image-dull.md) | Dull image | 乏味图像 | suspect |');
  });
});

describe('the fixtures', () => {
  const made = async (makers: FixtureMakers) => {
    const complaints: string[] = [];
    const files = await fixtureFiles(new Map([['fixtures/make/x.ts', makers]]), [check], (text) =>
      complaints.push(text),
    );
    return { complaints, files };
  };
  const bytes = Uint8Array.of(1, 2);

  it('are written by check, marked as flagged or clean, and listed with hash and maker', async () => {
    const { complaints, files } = await made({
      'image/dull': async () => ({
        flagged: [{ name: 'gray.png', bytes, code: 'dull', manifest: 'path\ngray.png\n' }],
        clean: [{ name: 'shiny.png', bytes }],
      }),
    });
    expect(complaints).toEqual([]);
    expect([...files.keys()].sort()).toEqual([
      'fixtures/corrupt/image/dull/clean-shiny.png',
      'fixtures/corrupt/image/dull/flagged-gray.png',
      'fixtures/corrupt/image/dull/flagged-gray.png.csv',
      'fixtures/corrupt/manifest.json',
    ]);
    const [clean, flagged] = JSON.parse(Buffer.from(files.get('fixtures/corrupt/manifest.json')!).toString());
    expect(clean).toMatchObject({ file: 'image/dull/clean-shiny.png', code: null });
    expect(flagged).toMatchObject({ code: 'dull', check: 'image/dull', maker: 'fixtures/make/x.ts' });
    expect(flagged.sha256).toMatch(/^a12871fe/);
  });

  it('complain of an unknown check, an unknown code, a name used twice and a maker that throws', async () => {
    const { complaints } = await made({
      'image/dull': async () => ({
        flagged: [
          { name: 'a', bytes, code: 'bright' },
          { name: 'b', bytes },
        ],
        clean: [
          { name: 'a', bytes },
          { name: 'a', bytes },
        ],
      }),
      'image/none': async () => {
        throw new Error('no paint');
      },
    });
    expect(complaints).toHaveLength(5);
    expect(complaints.join('\n')).toMatch(
      /bright[\s\S]*null[\s\S]*made twice[\s\S]*no check image\/none[\s\S]*no paint/,
    );
  });
});

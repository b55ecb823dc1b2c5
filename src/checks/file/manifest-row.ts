import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { RowProblem } from '../../model/sample.ts';
import { defang } from '../defang.ts';

const bad = { severity: 'error', verdict: 'bad' } as const;
const odd = { severity: 'warning', verdict: 'ok' } as const;

/** Cells of the manifest, made safe to show, and said in the order they came: 'cells 3, expected 5'. */
const said = (detail: RowProblem['detail']): string => {
  const parts = Object.entries(detail).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? defang(value) : value}`,
  );
  return parts.length === 0 ? '–' : parts.join(', ');
};

export default defineCheck({
  id: 'file/manifest-row',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Manifest row that cannot be taken as written', zh: '清单行有误' },
  why: {
    en: 'A row with a cell too many, a path that leaves the dataset, or the same picture twice: a lenient reader shifts the cells or takes the wrong file, and trains on it.',
    zh: '行中多了一个单元格、路径指向数据集之外，或同一图像出现两次：宽松的读取程序会使单元格错位或取错文件，并用于训练。',
  },
  remedy: {
    en: 'Correct the row in the manifest; to-fix.csv lists all of them with their lines.',
    zh: '更正清单中的该行；to-fix.csv 列出了所有此类行及其行号。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  codes: {
    ragged: {
      ...bad,
      en: 'the row has another number of cells than the header ({said})',
      zh: '该行的单元格数与表头不一致（{said}）',
    },
    'outside-root': {
      ...bad,
      en: 'the path leads out of the dataset ({said})',
      zh: '路径指向数据集之外（{said}）',
    },
    'missing-path': { ...bad, en: 'the row names no file ({said})', zh: '该行没有文件路径（{said}）' },
    'oversized-field': { ...bad, en: 'a cell is above the size limit ({said})', zh: '单元格超出大小限制（{said}）' },
    'duplicate-row': { ...odd, en: 'the same file is listed twice ({said})', zh: '同一文件被列出两次（{said}）' },
    'name-twin': {
      ...odd,
      en: 'the name differs from another only in case or Unicode form: one file on some systems ({said})',
      zh: '与另一名称仅大小写或 Unicode 形式不同：在某些系统上是同一个文件（{said}）',
    },
  },
  options: z.object({}),
  *inspect({ annotations: { origin, problems } }) {
    const at = origin && { file: origin.file, line: origin.line };
    const told = new Set<string>();
    for (const { kind, detail } of problems) {
      // A finding is known by check, code, sample and place: a second one of a kind would be the first again.
      if (told.has(kind)) continue;
      told.add(kind);
      yield { code: kind, ...(at && { at }), data: { ...detail, said: said(detail) } };
    }
  },
});

import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';

const bad = { severity: 'error', verdict: 'bad' } as const;
const odd = { severity: 'warning', verdict: 'ok' } as const;

const shown = (value: string | number): string | number => (typeof value === 'string' ? oneLine(value) : value);

/** What a problem's details are called; '?' for those of other kinds, or not known. */
const BLANKS = { cells: '?', expected: '?', path: '?', cell: '?', limitBytes: '?', record: '?', twin: '?' };

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
      en: 'the row has {cells} cells, the header {expected}',
      zh: '该行有 {cells} 个单元格，表头有 {expected} 个',
    },
    'unclosed-quote': {
      ...bad,
      en: 'a quoted cell is never closed: what follows was not read as rows',
      zh: '带引号的单元格没有结束引号：其后的内容未作为行读取',
    },
    malformed: {
      ...bad,
      en: 'the line is no JSON object, or not a whole one',
      zh: '该行不是完整的 JSON 对象',
    },
    'repeated-key': {
      ...odd,
      en: 'the key “{cell}” comes twice: readers keep the last',
      zh: '键“{cell}”重复出现：读取程序只保留最后一个',
    },
    'outside-root': { ...bad, en: 'the path leads out of the dataset: {path}', zh: '路径指向数据集之外：{path}' },
    'missing-path': { ...bad, en: 'the row names no file: “{cell}”', zh: '该行没有有效的文件路径：“{cell}”' },
    'oversized-field': {
      ...bad,
      en: 'a cell is above the limit of {limitBytes:B}',
      zh: '单元格超出 {limitBytes:B} 的大小限制',
    },
    'duplicate-row': {
      ...odd,
      en: 'the same file was listed before, in record {record:raw}',
      zh: '同一文件已在第 {record:raw} 条记录中列出',
    },
    'name-twin': {
      ...odd,
      en: 'differs from {twin} only in case or Unicode form: one file on some systems',
      zh: '与 {twin} 仅大小写或 Unicode 形式不同：在某些系统上是同一个文件',
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
      const said = Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, shown(value)]));
      const isUnclosed = kind === 'ragged' && detail.unclosedQuote !== undefined;
      yield { code: isUnclosed ? 'unclosed-quote' : kind, ...(at && { at }), data: { ...BLANKS, ...said } };
    }
  },
});

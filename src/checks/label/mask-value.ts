import { z } from 'zod';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import { rowOf } from './cell-place.ts';
import { inferRange } from './inferred-range.ts';
import { declaredCount, type LabelCount, LISTED } from './integer-labels.ts';
import { isClassMask, placeIn } from './label-shape.ts';
import { tallyMask, valuesOutside } from './mask-values.ts';

const TABLE = 'measures_label_mask_value';
/** Masks of fractions among masks of whole numbers are mistakes while they are at most this share, or one. */
const MAX_FRACTION_SHARE = 0.01;

type Form = 'classes' | 'fraction' | 'many';

/** How many masks hold classes, a fraction, or more different values than classes have. */
const countForms = async ({ rows }: DatasetView): Promise<Partial<Record<Form, number>>> => {
  const counts: Partial<Record<Form, number>> = {};
  const query = `SELECT form, count(*) AS n FROM ${TABLE} GROUP BY form ORDER BY form`;
  for await (const { form, n } of rows<{ form: Form; n: number }>(query)) counts[form] = n;
  return counts;
};

/** Every value that training does not ignore, and in how many masks it stands; ascending. */
const heldValues = async ({ facts, rows }: DatasetView): Promise<readonly LabelCount[]> => {
  const counts: LabelCount[] = [];
  const query = `SELECT value, count(*) AS count
    FROM (SELECT CAST(unnest(string_split(held, ',')) AS DOUBLE) AS value FROM ${TABLE} WHERE form = 'classes')
    GROUP BY value ORDER BY value`;
  for await (const { value, count } of rows<LabelCount & Record<string, unknown>>(query)) {
    if (!facts.labels.ignored.includes(value)) counts.push({ value, count });
  }
  return counts;
};

/** Masks that hold one of some values, ascending. */
const masksWith = async ({ rows }: DatasetView, values: readonly number[]): Promise<readonly number[]> => {
  const ordinals: number[] = [];
  const listed = values.map((value) => `'${value}'`).join(', ');
  const query = `SELECT ordinal FROM ${TABLE} WHERE list_has_any(string_split(held, ','), [${listed}]) ORDER BY ordinal`;
  for await (const { ordinal } of rows<{ ordinal: number }>(query)) ordinals.push(ordinal);
  return ordinals;
};

/**
 * The classes that masks hold, judged as label/out-of-range judges a column: against a declared number of classes pixel by pixel, and
 * undeclared by what `inferRange` says of the values and the masks they stand in. A value that stands in most masks is a convention of
 * the dataset: it is told once, and no sample suffers (docs/decisions/0027-labels-that-are-arrays.md).
 */
export default defineCheck({
  id: 'label/mask-value',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Mask with values that are no classes', zh: '掩码含类别之外的取值' },
  why: {
    en: 'A per-pixel loss takes each value of the mask as the number of a class. 255 for “void”, −1, or a class too many reads past the scores: an assertion on the GPU, in Caffe foreign memory and a loss of NaN.',
    zh: '逐像素损失把掩码的每个取值当作类别编号。表示“忽略”的 255、−1 或多出的类别会越过得分数组：GPU 断言失败；Caffe 则读取无关内存，损失变为 NaN。',
  },
  remedy: {
    en: 'State the values that training ignores (--ignore-label 255), declare the right number of classes (--classes N), or correct the mask. Masks saved as JPEG or resized with interpolation hold values that nobody drew.',
    zh: '声明训练时忽略的取值（--ignore-label 255），声明正确的类别数（--classes N），或改正掩码。以 JPEG 保存或经插值缩放的掩码会含有无人标注的取值。',
  },
  needs: [
    { role: 'any', facet: 'annotations' },
    { role: 'any', facet: 'labelArray' },
  ],
  codes: {
    'out-of-range': {
      severity: 'error',
      verdict: 'bad',
      en: '{count} of {pixels} values of the mask are outside {expected}, the first at [{place}]: {values:raw}',
      zh: '掩码的 {pixels} 个取值中有 {count} 个超出 {expected}，首个位于 [{place}]：{values:raw}',
    },
    fraction: {
      severity: 'error',
      verdict: 'bad',
      en: 'the mask holds {value} at [{place}], the others whole numbers',
      zh: '掩码在 [{place}] 处的取值为 {value}，而其他掩码均为整数',
    },
    'far-outlier': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'masks with values far above all others (at most {top:raw}): {count} ({values:raw}); state the number of classes with --classes to be sure',
      zh: '含远大于其余取值（最大 {top:raw}）的掩码 {count} 个（{values:raw}）；请用 --classes 声明类别数以便确认',
    },
    'usual-ignore-value': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'masks that hold {option:raw}: {count} of {masks}; if training ignores it, say so: --ignore-label {option:raw}',
      zh: '含取值 {option:raw} 的掩码：{masks} 个中的 {count} 个；若训练时忽略它，请声明：--ignore-label {option:raw}',
    },
    'void-value': {
      severity: 'warning',
      verdict: 'ok',
      en: 'most masks hold {option:raw} ({count} of {masks}): training must ignore it; if it does, say so: --ignore-label {option:raw}',
      zh: '多数掩码含取值 {option:raw}（{masks} 个中的 {count} 个）：训练时必须忽略它；若已忽略，请声明：--ignore-label {option:raw}',
    },
  },
  options: z.object({}),
  columns: { form: 'VARCHAR', held: 'VARCHAR', fraction: 'DOUBLE', place: 'VARCHAR' },
  *inspect({ annotations, labelArray }) {
    const { declaredClasses: classes, ignored } = annotations.labelDomain;
    const { values } = labelArray;
    if (classes === undefined || values === undefined || !isClassMask(labelArray, classes)) return;
    const outside = valuesOutside(values, { classes, ignored, most: LISTED });
    // A map of measurements is no mask of classes; a fraction among masks is told by the dataset half.
    if (outside === undefined || tallyMask(values).fraction !== undefined) return;
    const { count, element, values: found } = outside;
    const expected = `0..${classes - 1}`;
    const place = placeIn(labelArray, element);
    const data = { count, pixels: values.length, expected, place, values: found, value: found[0]! };
    yield { code: 'out-of-range', at: rowOf(annotations), data };
  },
  measure({ annotations, labelArray }) {
    const { values } = labelArray;
    if (values === undefined || !isClassMask(labelArray, annotations.labelDomain.declaredClasses)) return undefined;
    const { held, fraction } = tallyMask(values);
    if (fraction !== undefined) {
      return { form: 'fraction', fraction: fraction.value, place: placeIn(labelArray, fraction.element) };
    }
    if (held?.length === 0) return undefined;
    return held === undefined ? { form: 'many' } : { form: 'classes', held: held.join(',') };
  },
  async *conclude(data) {
    const { classes = 0, fraction: fractions = 0, many = 0 } = await countForms(data);
    const masks = classes + fractions + many;
    if (fractions > Math.max(1, MAX_FRACTION_SHARE * masks)) return;
    if (fractions < masks) {
      const query = `SELECT ordinal, fraction, place FROM ${TABLE} WHERE form = 'fraction' ORDER BY ordinal`;
      for await (const row of data.rows<{ ordinal: number; fraction: number; place: string }>(query)) {
        const found = { value: row.fraction, place: row.place, expected: 'integer' };
        yield { code: 'fraction', ordinal: row.ordinal, data: found };
      }
    }
    if (declaredCount(data) !== undefined || many > 0) return;

    const held = await heldValues(data);
    const range = inferRange(held);
    const believable = held.filter(({ value }) => value >= 0).length >= 2;
    const negative = believable ? held.filter(({ value }) => value < 0) : [];
    if (range !== undefined && range.far.length > 0) {
      const values = range.far.map(({ value }) => value);
      const members = await masksWith(data, values);
      const found = { count: members.length, top: range.top, values: values.slice(0, LISTED) };
      yield { code: 'far-outlier', group: 'all', members, data: found };
    }
    for (const { value, count } of [...negative, ...(range?.ignore ?? [])].slice(0, LISTED)) {
      const found = { count, masks, option: value };
      const group = String(value);
      if (2 * count > masks) yield { code: 'void-value', group, members: [], data: found };
      else yield { code: 'usual-ignore-value', group, members: await masksWith(data, [value]), data: found };
    }
  },
});

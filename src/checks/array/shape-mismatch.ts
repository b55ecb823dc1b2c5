import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { plainSides } from '../label/label-shape.ts';
import { labelFit } from './label-fit.ts';

const TABLE = 'measures_array_shape_mismatch';

interface Kind extends Record<string, unknown> {
  readonly sample: string;
  readonly label: string;
  readonly n: number;
}

/**
 * All rows of two arrays have one shape each: where these do not fit, nothing is wrong with one row, and no sample suffers. Told of the
 * sample where others of the dataset fit.
 */
export default defineCheck({
  id: 'array/shape-mismatch',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Mask of another size than its array', zh: '掩码与其数组大小不同' },
  why: {
    en: 'A per-pixel loss needs a label for every pixel (Caffe’s inner_num). A mask of another height or width stops the training run, or, where only the number of values is compared, gives pixels the labels of others.',
    zh: '逐像素损失要求每个像素都有标签（Caffe 的 inner_num）。高或宽不同的掩码会使训练中止；若只比较数值个数，像素会得到其他像素的标签。',
  },
  remedy: {
    en: 'Write samples and masks again from the same source, with the same crop and resize; masks by nearest neighbor. Leave out the rows that differ.',
    zh: '从同一来源、以相同的裁剪与缩放重新写出样本与掩码（掩码用最近邻插值）；去掉不一致的行。',
  },
  needs: [
    { role: 'array', facet: 'array' },
    { role: 'any', facet: 'labelArray' },
  ],
  codes: {
    sample: {
      severity: 'error',
      verdict: 'bad',
      en: 'the label has the shape ({label:raw}), the sample ({sample:raw}): no label for each pixel',
      zh: '标签的形状为（{label:raw}），样本为（{sample:raw}）：并非每个像素都有标签',
    },
    arrays: {
      severity: 'error',
      verdict: 'ok',
      en: 'labels of the shape ({label:raw}) do not fit samples of the shape ({sample:raw}), in all {count} rows: no label for each pixel',
      zh: '全部 {count} 行中，形状为（{label:raw}）的标签与形状为（{sample:raw}）的样本不匹配：并非每个像素都有标签',
    },
    scaled: {
      severity: 'note',
      verdict: 'ok',
      en: 'labels of the shape ({label:raw}) are for samples of the shape ({sample:raw}), a whole factor apart, in {count} rows: right where the network’s output is of that size',
      zh: '{count} 行中标签的形状为（{label:raw}），样本为（{sample:raw}），相差整数倍：仅当网络输出为该大小时才正确',
    },
  },
  options: z.object({}),
  columns: { fit: 'VARCHAR', sample: 'VARCHAR', label: 'VARCHAR' },
  measure({ array, labelArray }) {
    const fit = labelFit(array.shape, plainSides(labelArray.header));
    if (fit === undefined) return undefined;
    return { fit, sample: array.shape.join(', '), label: labelArray.header.shape.join(', ') };
  },
  async *conclude({ rows }) {
    const kinds = async (fit: string): Promise<readonly Kind[]> => {
      const found: Kind[] = [];
      const query = `SELECT sample, label, count(*) AS n FROM ${TABLE} WHERE fit = $1 GROUP BY sample, label ORDER BY sample, label`;
      for await (const kind of rows<Kind>(query, fit)) found.push(kind);
      return found;
    };
    const groupOf = ({ sample, label, n: count }: Kind) => ({
      group: `${sample}|${label}`,
      members: [],
      data: { sample, label, count },
    });
    for (const kind of await kinds('scaled')) {
      yield { code: 'scaled', ...groupOf(kind) };
    }
    const differing = await kinds('differs');
    if (differing.length === 0) return;
    const fitting = (await kinds('fits')).length > 0;
    if (!fitting) {
      for (const kind of differing) {
        yield { code: 'arrays', ...groupOf(kind) };
      }
      return;
    }
    const query = `SELECT ordinal, sample, label FROM ${TABLE} WHERE fit = 'differs' ORDER BY ordinal`;
    for await (const { ordinal, sample, label } of rows<Kind & { ordinal: number }>(query)) {
      const data = { sample, label, value: label, expected: sample };
      yield { code: 'sample', ordinal, data };
    }
  },
});

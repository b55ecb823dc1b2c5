import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';

const TABLE = 'measures_array_shape_minority';

interface Shape extends Record<string, unknown> {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

const shown = ({ channels, height, width }: Shape): string => `${channels}, ${height}, ${width}`;

/** The value that most of the samples have, the least of several, and how many there are. */
const mostFrequent = <Key>(counts: ReadonlyMap<Key, number>): readonly [key: Key, count: number] | undefined => {
  let most: readonly [Key, number] | undefined;
  for (const [key, count] of counts) if (most === undefined || count > most[1]) most = [key, count];
  return most;
};

/** Asked of databases whose records a trainer puts into batches as they are; a row of one array has the shape of the others anyway. */
export default defineCheck({
  id: 'array/shape-minority',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Record of another shape than the others', zh: '形状与其他记录不同的记录' },
  why: {
    en: 'A batch is one block of numbers. Caffe takes its shape from the first record and stops the training run at the next one that has another height or width, unless crop_size cuts both to one; at other channels in any case.',
    zh: '一个批次是一整块数值。Caffe 以第一条记录的形状为准，遇到高或宽不同的记录时训练中止（除非用 crop_size 裁成相同大小）；通道数不同时必然中止。',
  },
  remedy: {
    en: 'Leave the records out, or write them again with the resize that the others had (convert_imageset --resize_height --resize_width; --gray makes all gray).',
    zh: '去掉这些记录，或以与其他记录相同的缩放重新写出（convert_imageset --resize_height --resize_width；--gray 统一为灰度）。',
  },
  needs: [{ role: 'array', facet: 'array' }],
  codes: {
    shape: {
      severity: 'error',
      verdict: 'bad',
      en: 'the record has the shape ({shape:raw}), while {count} of {total} have ({usual:raw})',
      zh: '该记录的形状为（{shape:raw}），而 {total} 条中有 {count} 条为（{usual:raw}）',
    },
    channels: {
      severity: 'error',
      verdict: 'bad',
      en: 'the channels of the record are {channels}, while {count} of {total} have {usual}',
      zh: '该记录有 {channels} 个通道，而 {total} 条中有 {count} 条为 {usual} 个',
    },
    varied: {
      severity: 'note',
      verdict: 'ok',
      en: 'the {total} records of {database} have {shapes} shapes: right only where crop_size cuts all to one, or each batch holds one record',
      zh: '{database} 的 {total} 条记录共有 {shapes} 种形状：仅当 crop_size 将其裁成相同大小，或每批只有一条记录时才正确',
    },
  },
  options: z.object({
    leastShare: z.number().min(0.5).max(1).default(0.9).meta({
      description: 'share of the records that must have one shape before the others are wrong (0.5 to 1)',
      zh: '至少有该比例的记录形状相同，其余记录才视为错误（0.5 到 1）',
    }),
  }),
  columns: { channels: 'BIGINT', height: 'BIGINT', width: 'BIGINT' },
  measure({ array: { shape } }) {
    const [channels, height, width] = shape;
    if (shape.length !== 3) return undefined;
    return { channels: channels!, height: height!, width: width! };
  },
  async *conclude({ facts, rows }, { leastShare }) {
    // One network may have another size for each split, as databases are.
    for (const { ref: database } of facts.databases ?? []) {
      const from = `FROM ${TABLE} m JOIN samples s USING (ordinal) WHERE starts_with(s.key, $1)`;
      const of = `${database}#`;
      const shapes = new Map<string, number>();
      const channelCounts = new Map<number, number>();
      let total = 0;
      const counting = `SELECT m.channels, m.height, m.width, count(*) AS n ${from} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
      for await (const { n, ...shape } of rows<Shape & { n: number }>(counting, of)) {
        shapes.set(shown(shape), n);
        channelCounts.set(shape.channels, (channelCounts.get(shape.channels) ?? 0) + n);
        total += n;
      }
      if (shapes.size < 2) continue;
      const [usual, count] = mostFrequent(shapes)!;
      const isUniform = count >= leastShare * total;
      const [channels, alike] = mostFrequent(channelCounts)!;
      const query = `SELECT ordinal, m.channels, m.height, m.width ${from} ORDER BY ordinal`;
      for await (const { ordinal, ...shape } of rows<Shape & { ordinal: number }>(query, of)) {
        if (isUniform && shown(shape) !== usual) {
          const data = { shape: shown(shape), usual, count, total };
          yield { code: 'shape', ordinal, data };
        }
        if (!isUniform && alike >= leastShare * total && shape.channels !== channels) {
          const data = { channels: shape.channels, usual: channels, count: alike, total };
          yield { code: 'channels', ordinal, data };
        }
      }
      if (isUniform) continue;
      const data = { database, total, shapes: shapes.size };
      yield { code: 'varied', group: database, members: [], data };
    }
  },
});

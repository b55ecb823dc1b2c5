import type { Code, DatasetView } from '../../model/check.ts';
import { faultyLayers, stuckSamples } from './outcomes.ts';

/** Codes of both formats that are smaller than float32. */
export const OVERFLOW_CODES = {
  input: {
    severity: 'warning',
    verdict: 'suspect',
    en: 'prepared, it holds a value that {format} cannot hold ({value} at {index:raw}; the largest it holds is {limit})',
    zh: '预处理后含有 {format} 无法表示的数值（{index:raw} 处为 {value}；其最大值为 {limit}）',
  },
  layer: {
    severity: 'warning',
    verdict: 'suspect',
    en: 'the layer {layer} overflows in {format} ({value} at {index:raw}; the largest it holds is {limit}), in float32 it is finite',
    zh: '网络层 {layer} 在 {format} 下溢出（{index:raw} 处为 {value}；其最大值为 {limit}），在 float32 下为有限数',
  },
  'input-rows': {
    severity: 'warning',
    verdict: 'suspect',
    en: 'prepared, {rowCount} rows hold a value that {format} cannot hold ({value} at {index:raw} of the first; the largest it holds is {limit}): {rows:raw}{more}',
    zh: '预处理后有 {rowCount} 行含有 {format} 无法表示的数值（首行 {index:raw} 处为 {value}；其最大值为 {limit}）：{rows:raw}{more}',
  },
  'layer-rows': {
    severity: 'warning',
    verdict: 'suspect',
    en: 'the layer {layer} overflows in {format} for {rowCount} rows ({value} at {index:raw} of the first; the largest it holds is {limit}), in float32 it is finite: {rows:raw}{more}',
    zh: '网络层 {layer} 在 {format} 下使 {rowCount} 行溢出（首行 {index:raw} 处为 {value}；其最大值为 {limit}），在 float32 下为有限数：{rows:raw}{more}',
  },
  'most-samples': {
    severity: 'warning',
    verdict: 'ok',
    en: '{layer} overflows in {format} for {count} of {probed} samples (for example {example}): the values are not scaled for it',
    zh: '{probed} 个样本中有 {count} 个的 {layer} 在 {format} 下溢出（例如 {example}）：数值未按该格式缩放',
  },
} as const satisfies Record<string, Code>;

export const OVERFLOW_REMEDY = {
  en: 'Scale or normalize the inputs, look at this sample first where it is one of few, or train these layers in float32.',
  zh: '缩放或归一化输入；若仅少数样本如此，请先查看这些样本；或让这些层以 float32 训练。',
} as const;

/**
 * Where samples overflow in a format, and where most of them do. A layer that most samples cannot pass in float32 is told of by
 * probe/nonfinite, and no sample for it. `table` holds `FIRST_COLUMNS`.
 */
export async function* overflows(data: DatasetView, table: string, format: string, limit: number) {
  const faulty = await faultyLayers(data);
  for await (const found of stuckSamples(data, table)) {
    if (faulty.has('sample' in found ? found.sample.name : found.shared.name)) continue;
    if ('sample' in found) {
      const { ordinal, name, place, value, rows } = found.sample;
      const said = { layer: name, value, index: place, format, limit };
      if (rows !== undefined) {
        const inRows = { at: { row: rows.rows[0]! }, ordinal, data: { ...said, ...rows } };
        if (name === 'input') yield { code: 'input-rows', ...inRows } as const;
        else yield { code: 'layer-rows', ...inRows } as const;
      } else if (name === 'input') yield { code: 'input', ordinal, data: said } as const;
      else yield { code: 'layer', ordinal, data: said } as const;
    } else {
      const { name, members, count, probed, example, value } = found.shared;
      const said = { layer: name, count, probed, example, value, format, limit };
      yield { code: 'most-samples', group: name, members, data: said } as const;
    }
  }
}

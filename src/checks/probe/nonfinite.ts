import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { LayerActivation } from '../../model/probe.ts';
import { FIRST_COLUMNS, firstRow, namedRows, PROBED_TABLE, stuckSamples } from './outcomes.ts';

/** Layers of a sample that are written down: those that come nearest to an overflow. */
const MOST_LAYERS = 32;
const DIGITS = 6;

/** Layer to largest magnitude, in the network's order. */
const layersText = (layers: readonly LayerActivation[]): string => {
  const largest = layers.map((layer, at) => ({ ...layer, at })).sort((a, b) => b.largest - a.largest || a.at - b.at);
  const kept = largest.slice(0, MOST_LAYERS).sort((a, b) => a.at - b.at);
  return JSON.stringify(
    Object.fromEntries(kept.map(({ name, largest: most }) => [name, Number(most.toPrecision(DIGITS))])),
  );
};

/**
 * The whole way from the sample to its loss, in float32. Where a finite input becomes something else is judged over all samples: a layer
 * at which most of them fail is faulty itself.
 */
export default defineCheck({
  id: 'probe/nonfinite',
  version: 2,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Sample whose loss is not finite', zh: '样本的损失不是有限数' },
  why: {
    en: 'The sample went through a network and its loss as training will send it, and something on the way became NaN or infinite. In training the next step writes NaN into every weight: the run is lost from that batch on.',
    zh: '该样本按训练的方式通过网络和损失，途中出现 NaN 或无穷。训练时，下一步更新便把 NaN 写入所有权重：从该批次起训练已作废。',
  },
  remedy: {
    en: 'Look at the first place where it happens: prepass inspect FILE --probe shows the sample layer by layer. Leave the sample out, or mend its values or what is said of it; where a layer fails for most samples, mend the layer.',
    zh: '查看最先出现的位置：prepass inspect 文件 --probe 会逐层显示该样本。剔除该样本，或修正其数值或标注；若多数样本在同一层失败，请修正该层。',
  },
  needs: [
    { role: 'any', facet: 'probe' },
    { role: 'any', facet: 'annotations' },
  ],
  codes: {
    input: {
      severity: 'error',
      verdict: 'bad',
      en: 'the sample itself holds {value} (first at {index:raw}), and so does every layer behind it',
      zh: '样本本身含有 {value}（首个位于 {index:raw}），其后各层亦然',
    },
    'input-rows': {
      severity: 'error',
      verdict: 'bad',
      en: '{rowCount} of {samples} rows hold {value} themselves (first at {index:raw} of the row): {rows:raw}{more}',
      zh: '{samples} 行中有 {rowCount} 行本身含有 {value}（首个位于行内 {index:raw}）：{rows:raw}{more}',
    },
    'layer-rows': {
      severity: 'error',
      verdict: 'bad',
      en: 'the layer {layer} makes {value} of {rowCount} rows (first at {index:raw}), though what goes in is finite: {rows:raw}{more}',
      zh: '输入有限，但网络层 {layer} 使 {rowCount} 行的输出为 {value}（首个位于 {index:raw}）：{rows:raw}{more}',
    },
    layer: {
      severity: 'error',
      verdict: 'bad',
      en: 'the layer {layer} makes {value} of it (first at {index:raw}), though what goes in is finite',
      zh: '输入有限，但网络层 {layer} 的输出为 {value}（首个位于 {index:raw}）',
    },
    loss: {
      severity: 'error',
      verdict: 'bad',
      en: 'its loss ({loss}) is {value}: what the network answers is too large for it',
      zh: '其损失（{loss}）为 {value}：网络输出过大',
    },
    label: {
      severity: 'error',
      verdict: 'bad',
      scope: 'annotation',
      en: 'its loss ({loss}) is {value}: {cause}',
      zh: '其损失（{loss}）为 {value}：{cause}',
    },
    'faulty-layer': {
      severity: 'error',
      verdict: 'ok',
      en: 'the layer {layer} makes {value} of {count} of {probed} samples (for example {example}): the layer is at fault, not the samples',
      zh: '网络层 {layer} 使 {probed} 个样本中的 {count} 个变为 {value}（例如 {example}）：问题在该层，而非样本',
    },
    'faulty-loss': {
      severity: 'error',
      verdict: 'ok',
      en: 'the loss ({loss}) of {count} of {probed} samples is {value} (for example {example}: {cause}): the loss, the number of classes or the outputs do not fit the dataset',
      zh: '{probed} 个样本中有 {count} 个的损失（{loss}）为 {value}（例如 {example}：{cause}）：损失、类别数或输出与数据集不符',
    },
  },
  options: z.object({}),
  columns: {
    ...FIRST_COLUMNS,
    /** Why the sample was not probed; all else is null then. */
    unprobed: 'VARCHAR',
    loss_name: 'VARCHAR',
    loss: 'DOUBLE',
    /** Samples in one file, where it holds many. */
    row_count: 'BIGINT',
    /** JSON: layer to largest magnitude in float32. */
    layers: 'VARCHAR',
  },
  *inspect({ probe: { nonfinite, rows } }) {
    for (const place of rows?.nonfinite ?? []) {
      const { stage, value, index } = place.first;
      if (stage !== 'input') continue;
      yield { code: 'input-rows', data: { ...namedRows(place), samples: rows!.probed, value, index } };
    }
    if (rows !== undefined || nonfinite?.stage !== 'input') return;
    yield { code: 'input', data: { value: nonfinite.value, index: nonfinite.index } };
  },
  // What is said of a sample decides its loss: without it the row would be taken over though a label changed.
  measure: ({ probe, annotations: _ }) => {
    const { nonfinite, loss, lossName, layers, unprobed, rows } = probe;
    if (unprobed !== undefined) return { unprobed: unprobed.reason };
    return {
      ...(nonfinite && firstRow(nonfinite, rows?.nonfinite)),
      ...(rows && { row_count: rows.probed }),
      ...(lossName !== undefined && { loss_name: lossName }),
      ...(loss !== undefined && { loss }),
      layers: layersText(layers),
    };
  },
  holdsFor: 'examined',
  async *conclude(data) {
    for await (const found of stuckSamples(data, PROBED_TABLE, 'layer')) {
      if ('sample' in found) {
        const { ordinal, name, place, value, rows } = found.sample;
        const said = { layer: name, value, index: place };
        if (rows === undefined) yield { code: 'layer', ordinal, data: said };
        else yield { code: 'layer-rows', at: { row: rows.rows[0]! }, ordinal, data: { ...said, ...rows } };
      } else {
        const { name, members, ...rest } = found.shared;
        const said = { layer: name, ...rest };
        yield { code: 'faulty-layer', group: name, members, data: said };
      }
    }
    for await (const found of stuckSamples(data, PROBED_TABLE, 'loss')) {
      if ('sample' in found) {
        const { ordinal, name, value, cause } = found.sample;
        const said = { loss: name, value, cause };
        // A loss that nothing said of the sample explains is made of outputs that are too large: the sample's own doing.
        if (cause === '') yield { code: 'loss', ordinal, data: said };
        else yield { code: 'label', ordinal, data: said };
      } else {
        const { name, members, ...rest } = found.shared;
        const said = { loss: name, ...rest };
        yield { code: 'faulty-loss', group: name, members, data: said };
      }
    }
  },
});

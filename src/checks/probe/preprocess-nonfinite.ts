import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { FIRST_COLUMNS, firstRow, stuckSamples } from './outcomes.ts';

/** Channels or features that a finding names. */
const NAMED = 20;
const TABLE = 'measures_probe_preprocess_nonfinite';

/**
 * The steps of the stated preprocessing, in float32, one after the other. A step that fails for most samples, or that no sample can
 * pass, is the configuration's fault.
 */
export default defineCheck({
  id: 'probe/preprocess-nonfinite',
  version: 2,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Preprocessing makes the sample NaN or infinite', zh: '预处理使样本变为 NaN 或无穷' },
  why: {
    en: 'The values of the sample are finite, but a step of the preprocessing makes NaN or an infinity of them: a constant picture divided by its deviation of 0, the logarithm of 0, a value that float32 cannot hold. The loss is NaN from there on.',
    zh: '样本的数值是有限的，但预处理的某一步将其变为 NaN 或无穷：恒定图像除以为 0 的标准差、对 0 取对数、超出 float32 范围的数值。其后的损失即为 NaN。',
  },
  remedy: {
    en: 'Leave the sample out, or guard the step: a least deviation to divide by, log1p in place of log, a clip before the square root. Where the step fails for most samples, it is the wrong one for this dataset.',
    zh: '剔除该样本，或为该步骤加保护：除数设下限、以 log1p 代替 log、开方前截断。若多数样本都失败，则该步骤不适合此数据集。',
  },
  needs: [{ role: 'any', facet: 'probe' }],
  codes: {
    step: {
      severity: 'error',
      verdict: 'bad',
      en: 'the step {step} of the preprocessing makes {value} of it (first at {index:raw}): {cause}',
      zh: '预处理步骤 {step} 使其变为 {value}（首个位于 {index:raw}）：{cause}',
    },
    'step-rows': {
      severity: 'error',
      verdict: 'bad',
      en: 'the step {step} of the preprocessing makes {value} of {rowCount} rows (first at {index:raw}): {cause}; rows {rows:raw}{more}',
      zh: '预处理步骤 {step} 使 {rowCount} 行变为 {value}（首个位于 {index:raw}）：{cause}；行 {rows:raw}{more}',
    },
    'faulty-step': {
      severity: 'error',
      verdict: 'ok',
      en: 'the step {step} of the preprocessing makes {value} of {count} of {probed} samples (for example {example}: {cause}): it does not go with this dataset',
      zh: '预处理步骤 {step} 使 {probed} 个样本中的 {count} 个变为 {value}（例如 {example}：{cause}）：该步骤不适合此数据集',
    },
    degenerate: {
      severity: 'error',
      verdict: 'ok',
      en: 'the step {step} of the preprocessing can be done to no sample ({causes}); samples were probed without it',
      zh: '预处理步骤 {step} 对任何样本都无法进行（{causes}）；探测时已跳过',
    },
  },
  options: z.object({}),
  columns: { ...FIRST_COLUMNS },
  measure: ({ probe: { nonfinite, rows } }) => {
    if (rows === undefined) return nonfinite?.stage === 'preprocess' ? firstRow(nonfinite) : undefined;
    const places = rows.nonfinite.filter(({ first }) => first.stage === 'preprocess');
    const [most] = places;
    return most && firstRow(most.first, places);
  },
  holdsFor: 'examined',
  async *conclude(data) {
    const causes = new Map<string, string[]>();
    for (const { step, cause, where, name } of data.facts.probe?.degenerate ?? []) {
      const named = where === undefined ? cause : `${cause}: ${name === undefined ? where : oneLine(name)}`;
      const known = causes.get(step);
      if (known === undefined) causes.set(step, [named]);
      else known.push(named);
    }
    for (const [step, all] of causes) {
      const said = { step, causes: all.length > NAMED ? [...all.slice(0, NAMED), `… (${all.length})`] : all };
      yield { code: 'degenerate', group: step, members: [], data: said };
    }
    for await (const found of stuckSamples(data, TABLE)) {
      if ('sample' in found) {
        const { ordinal, name, place, value, cause, rows } = found.sample;
        const said = { step: name, value, index: place, cause };
        if (rows === undefined) yield { code: 'step', ordinal, data: said };
        else yield { code: 'step-rows', at: { row: rows.rows[0]! }, ordinal, data: { ...said, ...rows } };
      } else {
        const { name, members, ...rest } = found.shared;
        const said = { step: name, ...rest };
        yield { code: 'faulty-step', group: name, members, data: said };
      }
    }
  },
});

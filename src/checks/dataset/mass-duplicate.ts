import { z } from 'zod';
import { deviationUpTo } from '../../measures/statistics.ts';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import type { Facets } from '../../model/facets.ts';
import { substituteIn } from '../substitute.ts';
import { type SameBytes, SHOWN, sameBytes } from './same-bytes.ts';

/** A habit of the dataset, not an incident: so many contents under many names, and more than this share of all samples. */
const HABIT_CONTENTS = 50;
const HABIT_SHARE = 0.05;

interface Thresholds {
  readonly minNames: number;
  readonly minCodeShare: number;
  readonly maxBlankDeviation: number;
}

/** What the files themselves say of the contents with at least `minNames` samples, by sha256. */
const evidenceByContent = async (
  { rows }: DatasetView,
  { minNames, minCodeShare, maxBlankDeviation }: Thresholds,
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  const query = `
    WITH said AS (
      SELECT sha256, bool_or(page) AS page, max(code_share) AS code_share, min(deviation) AS deviation
      FROM measures_dataset_mass_duplicate JOIN samples USING (ordinal)
      WHERE sha256 IN (SELECT sha256 FROM samples GROUP BY sha256 HAVING count(*) >= ${minNames}) GROUP BY sha256)
    SELECT sha256, CASE WHEN code_share >= ${minCodeShare} THEN 'code' WHEN page THEN 'page'
      WHEN deviation <= ${maxBlankDeviation} THEN 'blank' END AS evidence FROM said ORDER BY sha256`;
  for await (const { sha256, evidence } of rows<{ sha256: string; evidence: string | null }>(query)) {
    if (evidence !== null) found.set(sha256, evidence);
  }
  return found;
};

const cardOf = ({ names, labels, keys }: SameBytes) => ({
  names,
  classes: labels.length,
  labels: labels.slice(0, SHOWN),
  keys,
});

/**
 * The incident card of a hijacked or replaced source: one content in the place of many pictures. Alone it is suspect, with a code in the
 * picture or as a web page it is proven. Flat pictures are left to `image/blank`. What
 * the files say is measured here again, so that this check says the same whichever others are on.
 */
export default defineCheck({
  id: 'dataset/mass-duplicate',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'One content posing as many samples', zh: '同一内容冒充多个样本' },
  why: {
    en: 'A server that has lost a picture, or whose name somebody bought, answers every request with the same one: a placeholder, an advertisement, a QR code. Under many labels the network learns that it means everything. In ImageNet’s list of addresses 108,034 of 961,148 led to one placeholder.',
    zh: '丢失图像或域名被他人收购的服务器会用同一张图回应所有请求：占位图、广告或二维码。它出现在多个标签下，网络就会学到它可以代表一切。ImageNet 的地址列表中，961,148 个地址有 108,034 个指向同一张占位图。',
  },
  remedy: {
    en: 'Look at the picture. Fetch the samples again from a good source, or quarantine them.',
    zh: '查看该图像。从可靠来源重新获取这些样本，或将其隔离。',
  },
  needs: [{ role: 'any', facet: 'file' }],
  attempts: [
    { role: 'any', facet: 'bytes' },
    { role: 'any', facet: 'preview' },
    { role: 'any', facet: 'codes' },
  ],
  codes: {
    incident: {
      severity: 'error',
      verdict: 'suspect',
      en: 'one content under {names} names in {classes} classes ({labels}): {keys}',
      zh: '同一内容出现在 {names} 个文件名、{classes} 个类别中（{labels}）：{keys}',
    },
    'incident-code': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'one picture with a code under {names} names in {classes} classes ({labels}): {keys}',
      zh: '同一张含二维码/条码的图出现在 {names} 个文件名、{classes} 个类别中（{labels}）：{keys}',
    },
    'incident-page': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'one page instead of pictures under {names} names in {classes} classes ({labels}): {keys}',
      zh: '同一个网页冒充图像，出现在 {names} 个文件名、{classes} 个类别中（{labels}）：{keys}',
    },
    'many-copies': {
      severity: 'warning',
      verdict: 'ok',
      en: '{contents} contents occur under {minNames} or more names in several classes, {share:%} of all samples: multi-label by copies? ({keys})',
      zh: '{contents} 份内容各以 {minNames} 个以上文件名出现在多个类别中，占全部样本的 {share:%}：是否用复制表示多标签？（{keys}）',
    },
  },
  options: z.object({
    minNames: z.number().int().min(2).max(1_000_000).default(5).meta({
      description: 'names of one content from which on it is an incident',
      zh: '同一内容的文件名达到该数目即视为事件',
    }),
    minClasses: z.number().int().min(2).max(1_000_000).default(2).meta({
      description: 'classes among those names from which on it is an incident',
      zh: '这些文件名涉及的类别达到该数目即视为事件',
    }),
    maxBlankDeviation: z.number().min(0).max(128).default(1.5).meta({
      description: 'standard deviation of a preview, in 8-bit levels, up to which it is blank and left to image/blank',
      zh: '预览图的标准差（8 位灰度级）不超过该值即为纯色，由 image/blank 处理',
    }),
    minCodeShare: z.number().min(0).max(1).default(0.05).meta({
      description: 'share of the picture (0..1) from which on a code in it proves the incident',
      zh: '二维码/条码占图像面积的比例（0..1）达到该值即可证实事件',
    }),
  }),
  columns: { page: 'BOOLEAN', code_share: 'DOUBLE', deviation: 'DOUBLE' },
  measure(facets, { maxBlankDeviation }) {
    const { file, bytes, preview, codes = [] }: Partial<Facets> = facets;
    if (file?.size === 0) return undefined;
    if (codes.length > 0) return { code_share: Math.max(...codes.map(({ share }) => share)) };
    if (bytes !== undefined && substituteIn(bytes)?.kind === 'page') return { page: true };
    const deviation = preview && deviationUpTo(preview, maxBlankDeviation);
    return deviation === undefined ? undefined : { deviation };
  },
  holdsFor: 'examined',
  async *conclude(data, options) {
    const { minNames, minClasses } = options;
    const samples = data.part?.examined ?? data.facts.samples;
    const evidence = await evidenceByContent(data, options);
    const members: number[] = [];
    let contents = 0;
    let kept: SameBytes[] = [];
    const isHabit = (): boolean => contents > HABIT_CONTENTS && members.length > HABIT_SHARE * samples;
    let keys: readonly string[] = [];
    for await (const content of sameBytes(data, 'classes', minNames)) {
      const { sha256, ordinals, names, labels } = content;
      if (names < minNames || labels.length < minClasses) continue;
      const subject = { group: sha256, members: ordinals } as const;
      const said = evidence.get(sha256);
      if (said === 'page') yield { code: 'incident-page', ...subject, data: cardOf(content) };
      else if (said === 'code') yield { code: 'incident-code', ...subject, data: cardOf(content) };
      else if (said === undefined) {
        contents += 1;
        for (const ordinal of ordinals) members.push(ordinal);
        if (contents === 1) keys = content.keys;
        if (isHabit()) kept = [];
        else kept.push(content);
      }
    }
    if (isHabit()) {
      const found = { contents, minNames, share: members.length / samples, keys };
      yield { code: 'many-copies', group: 'all', members: Int32Array.from(members).sort(), data: found };
      return;
    }
    for (const content of kept) {
      yield { code: 'incident', group: content.sha256, members: content.ordinals, data: cardOf(content) };
    }
  },
});

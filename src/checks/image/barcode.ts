import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { Code } from '../../model/facets.ts';
import { defang } from '../defang.ts';

/**
 * Codes whose error correction leaves no doubt. Of 10,000 pictures of stripes 12 read as an EAN-13 when nothing else is asked for, none as
 * one of these; a linear or micro code is believed, but moves no file.
 */
const CERTAIN: ReadonlySet<string> = new Set(['QRCode', 'DataMatrix']);

/** From so many names on one payload is a copy, not a subject: it earns no exemption, for itself or for others. */
const COPIED_NAMES = 3;

interface Row {
  readonly ordinal: number | bigint;
  readonly symbology: string;
  readonly payload: string;
  readonly outline: string;
  readonly share: number;
  readonly codes: number | bigint;
  readonly names: number | bigint;
  readonly expected: boolean;
}

/** Every sample with a code, and whether codes are what its dataset or its class is about. */
const codedSamples = (minPayloads: number, minShare: number): string => `
  WITH named AS (SELECT payload_hash, count(*) AS names FROM measures_image_barcode GROUP BY payload_hash),
  coded AS (SELECT m.*, names, label FROM measures_image_barcode m JOIN named USING (payload_hash) JOIN samples USING (ordinal)),
  own AS (SELECT payload_hash, label FROM coded WHERE names < ${COPIED_NAMES}),
  classes AS (SELECT label, count(*) AS total FROM samples WHERE label IS NOT NULL GROUP BY label),
  about AS (SELECT label FROM own JOIN classes USING (label) GROUP BY label, total
    HAVING count(DISTINCT payload_hash) >= ${minPayloads} AND count(*) > ${minShare} * total),
  everywhere AS (SELECT count(DISTINCT payload_hash) >= ${minPayloads}
    AND count(*) > ${minShare} * (SELECT count(*) FROM samples) AS holds FROM own)
  SELECT ordinal, symbology, payload, outline, share, codes, names,
    names < ${COPIED_NAMES} AND (holds OR label IN (SELECT label FROM about)) IS TRUE AS expected
  FROM coded, everywhere ORDER BY ordinal`;

/** The certain ones first, by size. */
const largest = (codes: readonly Code[]): Code | undefined =>
  codes.toSorted(
    (one, other) =>
      Number(CERTAIN.has(other.symbology)) - Number(CERTAIN.has(one.symbology)) || other.share - one.share,
  )[0];

export default defineCheck({
  id: 'image/barcode',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Image with a QR code or barcode', zh: '图中含二维码/条码' },
  why: {
    en: 'Where a photograph was expected a code says that the source was hijacked: its address was bought, its server answers with an advertisement or a login. The network learns it as the class; whoever scans it from a report lands where the hijacker wants.',
    zh: '本应是照片的位置出现二维码/条码，说明来源已被劫持：域名被他人购得，服务器返回广告或登录页。网络会把它当作该类别来学习；从报告中扫码的人会被引向劫持者的页面。',
  },
  remedy: {
    en: 'Fetch the picture again from a source you trust, or quarantine it. Where codes are the subject, this check notices by their variety.',
    zh: '从可信来源重新获取该图像，或将其隔离。如果二维码/条码本身就是研究对象，本检查项会根据其多样性自动识别。',
  },
  needs: [{ role: 'image', facet: 'codes' }],
  codes: {
    large: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'a {symbology} covers {share:%} of the picture: {payload}',
      zh: '{symbology} 占图像面积的 {share:%}：{payload}',
    },
    'large-uncertain': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'what reads as a {symbology} covers {share:%} of the picture: {payload}',
      zh: '疑似 {symbology} 占图像面积的 {share:%}：{payload}',
    },
    small: {
      severity: 'note',
      verdict: 'ok',
      en: 'a {symbology} in the picture, {share:%} of it: {payload}',
      zh: '图中含 {symbology}，占面积的 {share:%}：{payload}',
    },
    expected: {
      severity: 'note',
      verdict: 'ok',
      en: 'a {symbology}, {share:%} of the picture, as in many samples here: {payload}',
      zh: '{symbology} 占图像面积的 {share:%}，与此处许多样本相同：{payload}',
    },
  },
  options: z.object({
    maxShare: z.number().min(0).max(1).default(0.2).meta({
      description: 'share of the picture (0..1), quiet zone included, above which a code is the picture',
      zh: '含静区的码占图像面积的比例（0..1）超过该值即视为整幅图就是码',
    }),
    minPayloads: z.number().int().min(1).max(1_000_000).default(5).meta({
      description: 'distinct payloads from which on codes may be what a dataset or class is about',
      zh: '不同内容的码达到该数目，才可能是数据集或类别的研究对象',
    }),
    minCodedShare: z.number().min(0).max(1).default(0.05).meta({
      description: 'share of the samples of the dataset or class (0..1) above which they are',
      zh: '含码样本占数据集或类别的比例（0..1）超过该值，即视为研究对象',
    }),
  }),
  columns: {
    payload_hash: 'VARCHAR',
    payload: 'VARCHAR',
    symbology: 'VARCHAR',
    outline: 'VARCHAR',
    share: 'DOUBLE',
    codes: 'BIGINT',
  },
  measure({ codes }) {
    const code = largest(codes);
    if (code === undefined) return undefined;
    const { payload, symbology, outline, share } = code;
    return {
      payload_hash: createHash('sha256').update(payload).digest('hex'),
      payload: defang(payload),
      symbology,
      outline: JSON.stringify(outline),
      share,
      codes: codes.length,
    };
  },
  holdsFor: 'examined',
  async *conclude({ part, rows }, { maxShare, minPayloads, minCodedShare }) {
    // A part may show too few payloads of a dataset that is about codes: what might be its subject is not accused.
    const doubtful = new Set<number>();
    if (part !== undefined) {
      for await (const { ordinal, expected } of rows<Row & Record<string, unknown>>(codedSamples(1, minCodedShare))) {
        if (expected) doubtful.add(Number(ordinal));
      }
    }
    for await (const row of rows<Row & Record<string, unknown>>(codedSamples(minPayloads, minCodedShare))) {
      const { symbology, payload, share, expected } = row;
      const outline = JSON.parse(row.outline) as number[][];
      const found = {
        ordinal: Number(row.ordinal),
        data: { symbology, payload, share, outline, codes: Number(row.codes), names: Number(row.names) },
      };
      if (expected) yield { code: 'expected', ...found };
      else if (share <= maxShare) yield { code: 'small', ...found };
      else if (CERTAIN.has(symbology) && !doubtful.has(found.ordinal)) yield { code: 'large', ...found };
      else yield { code: 'large-uncertain', ...found };
    }
  },
});

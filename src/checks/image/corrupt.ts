import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { DecodeCause, Facets } from '../../model/facets.ts';
import { oneLine } from '../defang.ts';
import { type Damage, DIAGNOSIS_ATTEMPTS, DIAGNOSIS_NEEDS, diagnose } from '../diagnosis.ts';

/** Causes known to leave every pixel as it was, and causes that may or may not. All others are damage. */
const HARMLESS: ReadonlySet<DecodeCause> = new Set([
  'unknown-jfif-version',
  'odd-sos-parameters',
  'adobe-transform',
  'metadata',
]);
const DOUBTFUL: ReadonlySet<DecodeCause> = new Set([
  'overfull-block',
  'extraneous-bytes',
  'unknown',
  'refused-elsewhere',
]);

const CODES = {
  'premature-end': 'premature-end',
  'bad-huffman-code': 'bad-huffman-code',
  'overfull-block': 'overfull-block',
  'lost-restart-marker': 'lost-restart-marker',
  checksum: 'checksum',
  malformed: 'malformed',
  'extraneous-bytes': 'doubtful',
  unknown: 'doubtful',
  'refused-elsewhere': 'refused',
  'unknown-jfif-version': 'harmless',
  'odd-sos-parameters': 'harmless',
  'adobe-transform': 'harmless',
  metadata: 'harmless',
} as const satisfies Record<DecodeCause, string>;

const rank = ({ cause }: Damage): number => {
  if (HARMLESS.has(cause)) return 2;
  return DOUBTFUL.has(cause) ? 1 : 0;
};

const offsetOf = ({ offset }: Damage): number => offset ?? Number.MAX_SAFE_INTEGER;

const foreignContent = ({ file, bytes }: Partial<Facets>, content = '?') => {
  const leading = [...(bytes?.subarray(0, 8) ?? [])];
  const head = leading.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return { extension: file?.extension ?? '', content, head };
};

const bad = { severity: 'error', verdict: 'bad' } as const;

export default defineCheck({
  id: 'image/corrupt',
  version: 4,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Corrupt image data', zh: '图像数据损坏' },
  why: {
    en: 'The bytes contradict the format: a checksum fails, or the compressed data cannot be what was written. The picture that a decoder makes of it is partly noise, shifted or gray, yet most readers show it without a word.',
    zh: '字节与格式相矛盾：校验值不符，或压缩数据不可能是原先写入的内容。解码出的画面部分是噪声、错位或灰色，而多数读取程序照样显示，不作任何提示。',
  },
  remedy: {
    en: 'Fetch the file again from its source. A doubtful one: look at the picture; a harmless one: nothing to do.',
    zh: '从来源重新获取该文件。若为存疑：请查看图像；若为无害：无需处理。',
  },
  needs: DIAGNOSIS_NEEDS,
  attempts: DIAGNOSIS_ATTEMPTS,
  codes: {
    'premature-end': {
      ...bad,
      en: 'the compressed data ends too early, at byte {offset:raw} of {bytes:raw}',
      zh: '压缩数据过早结束：第 {offset:raw} 字节（共 {bytes:raw} 字节）',
    },
    'bad-huffman-code': {
      ...bad,
      en: 'impossible Huffman code at byte {offset:raw} of {bytes:raw}',
      zh: '第 {offset:raw} 字节处出现不可能的霍夫曼编码（共 {bytes:raw} 字节）',
    },
    'lost-restart-marker': {
      ...bad,
      en: 'a restart marker is missing or wrong at byte {offset:raw} of {bytes:raw}',
      zh: '第 {offset:raw} 字节处重启标记缺失或错误（共 {bytes:raw} 字节）',
    },
    checksum: {
      ...bad,
      proven: true,
      en: 'checksum mismatch at byte {offset:raw} of {bytes:raw} ({detail})',
      zh: '第 {offset:raw} 字节处校验值不一致（共 {bytes:raw} 字节；{detail}）',
    },
    malformed: {
      ...bad,
      en: 'breaks the rules of its format at byte {offset:raw} of {bytes:raw}: {detail}',
      zh: '第 {offset:raw} 字节处违反格式规则（共 {bytes:raw} 字节）：{detail}',
    },
    'not-an-image': {
      ...bad,
      proven: true,
      en: 'named .{extension}, but the bytes are no image (content: {content}; begins with {head})',
      zh: '扩展名为 .{extension}，但内容不是图像（内容：{content}；开头字节 {head}）',
    },
    'overfull-block': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'a block holds more than 64 coefficients, at byte {offset:raw} of {bytes:raw}: no encoder writes that, and decoders drop the rest without a word',
      zh: '第 {offset:raw} 字节处（共 {bytes:raw} 字节）的块含有超过 64 个系数：编码器不会这样写，而解码器会不作提示地丢弃多余部分',
    },
    doubtful: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'the decoder complained at byte {offset:raw} of {bytes:raw}, which may or may not change the picture: {detail}',
      zh: '解码器在第 {offset:raw} 字节处报告异常（共 {bytes:raw} 字节），画面可能受影响，也可能不受影响：{detail}',
    },
    refused: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'sound, but not every reader takes it: {detail}',
      zh: '数据完好，但并非所有读取程序都能读取：{detail}',
    },
    harmless: {
      severity: 'note',
      verdict: 'ok',
      en: 'odd but harmless, every pixel is as it should be: {detail}',
      zh: '不合规范但无害，所有像素正确：{detail}',
    },
  },
  options: z.object({}),
  *inspect(facets, _, { faults }) {
    const found = diagnose(facets, faults);
    const bytes = facets.file.size;
    if (found.kind === 'not-an-image') yield { code: 'not-an-image', data: foreignContent(facets, found.content) };
    if (found.kind !== 'damaged') return;
    // One finding: the worst class, its first place. What follows in damaged data is mostly consequence.
    const worst = Math.min(...found.damage.map(rank));
    const ofWorst = found.damage.filter((damage) => rank(damage) === worst);
    const first = ofWorst.reduce((a, b) => (offsetOf(b) < offsetOf(a) ? b : a));
    const { cause, offset, detail } = first;
    const data = { cause, bytes, offset: offset ?? '?', detail: oneLine(detail) || cause, places: ofWorst.length };
    yield { code: CODES[cause] ?? 'malformed', data };
  },
});

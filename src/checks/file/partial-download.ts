import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { Facets, Fault } from '../../model/facets.ts';
import { oneLine } from '../defang.ts';

/** Extensions that mean the file itself is not finished. */
const UNFINISHED = new Set(
  'aria2 part partial crdownload download opdownload filepart !ut !qb bc! td xltd downloading'.split(' '),
);

const zerosAtEnd = (bytes: Uint8Array): number => {
  let at = bytes.length;
  while (at > 0 && bytes[at - 1] === 0) at -= 1;
  return bytes.length - at;
};

/** Known to end too early. What nobody could read is not known to. */
const isIncomplete = ({ file, container }: Partial<Facets>, faults: readonly Fault[]): boolean => {
  if (file?.size === 0) return true;
  if (container !== undefined) return container.end === undefined;
  return faults.some(({ kind }) => kind === 'truncated' || kind === 'malformed');
};

export default defineCheck({
  id: 'file/partial-download',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Unfinished download', zh: '未完成的下载' },
  why: {
    en: 'Download managers reserve the whole file first and fill it in pieces, so an interrupted one has its full size and a plausible beginning; the rest is zeros. Many readers show the missing part gray and say nothing.',
    zh: '下载工具会先预留整个文件再分块写入，因此中断的文件大小正常、开头也像样，其余部分全是零。许多读取程序会把缺失部分显示为灰色而不报错。',
  },
  remedy: {
    en: 'Let the downloader finish (start it again in that folder), or fetch the file anew and remove what it left behind.',
    zh: '让下载工具完成下载（在该文件夹中重新启动它），或重新获取文件并删除其遗留文件。',
  },
  // A control file that comes or goes has the sample read again; nothing else of the annotations matters.
  annotationsFor: 'place',
  needs: [
    { role: 'any', facet: 'file' },
    { role: 'any', facet: 'annotations' },
  ],
  attempts: [
    { role: 'any', facet: 'file' },
    { role: 'image', facet: 'bytes' },
    { role: 'image', facet: 'container' },
    { role: 'image', facet: 'header' },
    { role: 'image', facet: 'decoding' },
  ],
  codes: {
    'control-file': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'its downloader never finished it: {control} lies beside it',
      zh: '下载从未完成：旁边留有 {control}',
    },
    unfinished: {
      severity: 'error',
      verdict: 'bad',
      en: 'its name says that it is an unfinished download (.{extension}), and its end is missing',
      zh: '文件名表明其为未完成的下载（.{extension}），且文件不完整',
    },
    leftover: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'its name says that it is an unfinished download (.{extension}), though nothing is missing from it that could be told',
      zh: '文件名表明其为未完成的下载（.{extension}），但文件看不出缺失',
    },
    zeros: {
      severity: 'error',
      verdict: 'bad',
      en: 'the image is not complete, and the last {zeros:B} of the file are zeros: space that a downloader reserved and never filled',
      zh: '图像不完整，且文件末尾 {zeros:B} 全为零：下载工具预留了空间但从未写入',
    },
  },
  options: z.object({
    leastZeroBytes: z.number().int().min(1).max(1e9).default(4096).meta({
      description: 'zeros at the end of an incomplete image from which on they are a reserved space (bytes)',
      zh: '不完整图像末尾的零达到该长度即视为预留空间（字节）',
    }),
  }),
  *inspect(facets, { leastZeroBytes }, { faults }) {
    const { controlFile } = facets.annotations;
    const { extension } = facets.file;
    const { bytes }: Partial<Facets> = facets;
    const isCut = isIncomplete(facets, faults);
    const zeros = bytes === undefined || !isCut ? 0 : zerosAtEnd(bytes);
    const control = controlFile?.slice(controlFile.lastIndexOf('/') + 1) ?? '';
    const data = { control: oneLine(control), extension, zeros };
    if (controlFile !== undefined) yield { code: 'control-file', data };
    else if (UNFINISHED.has(extension)) {
      if (isCut) yield { code: 'unfinished', data };
      else yield { code: 'leftover', data };
    } else if (zeros >= leastZeroBytes) yield { code: 'zeros', data };
  },
});

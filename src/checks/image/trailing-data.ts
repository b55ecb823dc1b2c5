import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';

const note = { severity: 'note', verdict: 'ok' } as const;

export default defineCheck({
  id: 'image/trailing-data',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Data after the end of the image', zh: '文件尾多余数据' },
  why: {
    en: 'Phones append videos, second pictures and notes of their own, which is harmless. Anything else after the end mark may be a second file glued on by a faulty download, or something hidden.',
    zh: '手机会在图像后附加视频、第二幅图像或自有信息，这是无害的。结束标记之后的其他内容，可能是下载出错拼接上的另一个文件，或被隐藏的数据。',
  },
  remedy: {
    en: 'Look at what follows the image; write the file anew if the tail is of no use.',
    zh: '查看图像之后的内容；若尾部数据无用，请重新写出该文件。',
  },
  needs: [{ role: 'image', facet: 'container' }],
  codes: {
    'motion-photo': {
      ...note,
      en: 'a motion photo: {bytes:B} of video after the image, from byte {offset:raw}',
      zh: '动态照片：图像之后自第 {offset:raw} 字节起有 {bytes:B} 视频',
    },
    mpo: {
      ...note,
      en: 'further pictures after the first: {bytes:B} from byte {offset:raw}',
      zh: '首幅图像之后还有其他图像：自第 {offset:raw} 字节起 {bytes:B}',
    },
    phone: {
      ...note,
      en: "a camera's or photo program's own trailer: {bytes:B} from byte {offset:raw}",
      zh: '手机、相机厂商或照片软件的附加信息：自第 {offset:raw} 字节起 {bytes:B}',
    },
    'zero-padding': {
      ...note,
      en: 'zeros after the image: {bytes:B} from byte {offset:raw}',
      zh: '图像之后以零填充：自第 {offset:raw} 字节起 {bytes:B}',
    },
    unknown: {
      severity: 'warning',
      verdict: 'suspect',
      en: '{bytes:B} of unknown data after the image, from byte {offset:raw}',
      zh: '图像之后自第 {offset:raw} 字节起有 {bytes:B} 未知数据',
    },
  },
  options: z.object({}),
  *inspect({ container }) {
    if (container.trailing === undefined) return;
    const { kind, offset, bytes } = container.trailing;
    if (bytes > 0) yield { code: kind, data: { offset, bytes } };
  },
});

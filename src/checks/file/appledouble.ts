import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { substituteIn } from '../substitute.ts';

/** By content alone: a picture that happens to be called `._x.jpg` is a picture. */
export default defineCheck({
  id: 'file/appledouble',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'AppleDouble file', zh: 'AppleDouble 附属文件' },
  why: {
    en: 'macOS puts the attributes of x.jpg into ._x.jpg when it writes to a disk, archive or share that has no place for them. The name ends like a picture, so loaders take it for one, and there are as many of them as pictures.',
    zh: 'macOS 向不支持扩展属性的磁盘、压缩包或共享目录写入 x.jpg 时，会把其属性存入 ._x.jpg。其扩展名与图像相同，加载器会当作图像读取，且数量往往与图像一样多。',
  },
  remedy: {
    en: 'Remove them (dot_clean on macOS, or find . -name "._*" -delete), or let the quarantine take them.',
    zh: '将其删除（macOS 上用 dot_clean，或 find . -name "._*" -delete），或交由隔离处理。',
  },
  needs: [{ role: 'any', facet: 'bytes' }],
  codes: {
    appledouble: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'macOS attributes of another file, no picture ({bytes:B})',
      zh: '这是 macOS 为另一文件保存的属性，不是图像（{bytes:B}）',
    },
  },
  options: z.object({}),
  *inspect({ bytes }) {
    if (substituteIn(bytes)?.kind === 'appledouble') yield { code: 'appledouble', data: { bytes: bytes.length } };
  },
});

import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import {
  COMPARED_COLUMNS,
  compareSizes,
  differences,
  isPromise,
  measureCompared,
  standings,
  TRUST_OPTIONS,
} from '../expected.ts';

const TABLE = 'measures_file_size_mismatch';

export default defineCheck({
  id: 'file/size-mismatch',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Other size than the listing says', zh: '文件大小与列表记录不符' },
  why: {
    en: 'The bucket, or the manifest, recorded how many bytes the file has. With fewer it was cut, with others it is another file.',
    zh: '存储空间的列表或清单记录了文件的字节数。变小说明被截断，大小不同则是另一个文件。',
  },
  remedy: {
    en: 'Fetch the file again from the bucket. If the file is right and the record is old, make a new listing.',
    zh: '从存储空间重新下载该文件。若文件无误而记录已过时，请重新生成列表。',
  },
  needs: [
    { role: 'any', facet: 'file' },
    { role: 'any', facet: 'expected' },
  ],
  codes: {
    size: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'it has {actual} bytes, {source} says {expected}',
      zh: '文件为 {actual} 字节，而 {source} 记录为 {expected} 字节',
    },
    disagrees: {
      severity: 'warning',
      verdict: 'ok',
      en: '{different} of {compared} files have another size than {file} says: it speaks of other files, and none is judged by it',
      zh: '{compared} 个文件中有 {different} 个大小与 {file} 的记录不符：它描述的不是这些文件，未据此判定任何文件',
    },
    'not-used': {
      severity: 'note',
      verdict: 'ok',
      en: 'the column of {file} that looked like sizes holds something else: {different} of {compared} files differ, and none is judged by it (--size-column would state it)',
      zh: '{file} 中看似文件大小的列另有含义：{compared} 个文件中有 {different} 个不符，未据此判定任何文件（可用 --size-column 明确指定）',
    },
  },
  options: z.object(TRUST_OPTIONS),
  columns: COMPARED_COLUMNS,
  measure: ({ file, expected }) => measureCompared(compareSizes(expected.all, file.size)),
  async *conclude({ rows }, options) {
    const stands = await standings(rows, TABLE, options);
    for (const { group, same, different, standing } of stands.values()) {
      if (standing === 'right' || different === 0) continue;
      const subject = { group: JSON.stringify(group), members: [] } as const;
      const counted = { file: oneLine(group[2]), different, compared: same + different };
      if (isPromise(group)) yield { code: 'disagrees', ...subject, data: counted };
      else yield { code: 'not-used', ...subject, data: counted };
    }
    for await (const { ordinal, differing } of differences(rows, TABLE, stands)) {
      const told = new Set<string>();
      for (const { group, line, expected, actual } of differing) {
        const source = `${oneLine(group[2])}:${line}`;
        if (told.has(source)) continue;
        told.add(source);
        yield { code: 'size', ordinal, at: { file: group[2], line }, data: { expected, actual, source } };
      }
    }
  },
});

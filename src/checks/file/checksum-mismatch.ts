import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { Facets } from '../../model/facets.ts';
import { oneLine } from '../defang.ts';
import {
  COMPARED_COLUMNS,
  compareDigests,
  compareTypes,
  type Difference,
  differences,
  ETAG,
  isPromise,
  measureCompared,
  standings,
  TRUST_OPTIONS,
} from '../expected.ts';

const TABLE = 'measures_file_checksum_mismatch';

/** Of several statements of one line the surest: a promise, then an ETag. Types have a code of their own. */
const bySource = (differing: readonly Difference[], kind: 'digest' | 'type'): readonly Difference[] => {
  const kept = new Map<string, Difference>();
  for (const each of differing) {
    if (each.group[0] !== kind) continue;
    const at = `${each.group[2]}:${each.line}`;
    const known = kept.get(at);
    if (known === undefined || (!isPromise(known.group) && isPromise(each.group))) kept.set(at, each);
  }
  return [...kept.values()];
};

export default defineCheck({
  id: 'file/checksum-mismatch',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Other content than the listing says', zh: '内容与列表记录不符' },
  why: {
    en: 'The bucket, or the manifest, recorded what the file was. What lies here is something else: a link that was hijacked, a file that was replaced, or one that was damaged on its way. Only a checksum finds a replacement that decodes well.',
    zh: '存储空间的列表或清单记录了文件原本的内容，而此处是另一份内容：链接被劫持、文件被替换，或在传输中损坏。能正常解码的替换文件，只有校验和才能发现。',
  },
  remedy: {
    en: 'Fetch the file again from the bucket. If the file is right and the record is old, make a new listing.',
    zh: '从存储空间重新下载该文件。若文件无误而记录已过时，请重新生成列表。',
  },
  needs: [{ role: 'any', facet: 'expected' }],
  attempts: [
    { role: 'any', facet: 'digests' },
    { role: 'any', facet: 'signature' },
  ],
  codes: {
    checksum: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'another {algorithm} than {source} says: {expected} there, {actual} here',
      zh: '{algorithm} 与 {source} 的记录不符：记录为 {expected}，实际为 {actual}',
    },
    etag: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'its md5 is not the ETag that {source} says ({expected} there, {actual} here), as it is for other files; of an encrypted or copied object it need not be',
      zh: '其 md5 与 {source} 记录的 ETag 不符（记录为 {expected}，实际为 {actual}），而其他文件相符；若对象经过加密或复制，两者可以不同',
    },
    type: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'its content is {actual}, {source} says {expected}',
      zh: '其内容为 {actual}，而 {source} 记录为 {expected}',
    },
    disagrees: {
      severity: 'warning',
      verdict: 'ok',
      en: '{different} of {compared} files differ from the {algorithm} that {file} says: it speaks of other files, and none is judged by it',
      zh: '{compared} 个文件中有 {different} 个与 {file} 记录的 {algorithm} 不符：它描述的不是这些文件，未据此判定任何文件',
    },
    'not-used': {
      severity: 'note',
      verdict: 'ok',
      en: '{different} of {compared} files differ from the {algorithm} in {file}, which promises none: no file is judged by it (a column is believed when --checksum-column names it)',
      zh: '{compared} 个文件中有 {different} 个与 {file} 中的 {algorithm} 不符，而它并非明确的校验和：未据此判定任何文件（用 --checksum-column 指定的列会被采信）',
    },
    untold: {
      severity: 'note',
      verdict: 'ok',
      en: 'ETags of uploads in parts in {file} that could not be compared, as the size of the parts is not known: {unknown}',
      zh: '{file} 中有 {unknown} 个分片上传的 ETag 因分片大小未知而无法比较',
    },
  },
  options: z.object(TRUST_OPTIONS),
  columns: COMPARED_COLUMNS,
  measure(facets) {
    const { digests, signature }: Partial<Facets> = facets;
    const { all } = facets.expected;
    const format = signature?.format;
    return measureCompared([
      ...(digests === undefined ? [] : compareDigests(all, digests)),
      ...(format === undefined ? [] : compareTypes(all, format)),
    ]);
  },
  async *conclude({ rows }, options) {
    const stands = await standings(rows, TABLE, options);
    for (const { group, same, different, unknown, standing } of stands.values()) {
      const [kind, , file, name] = group;
      const algorithm = kind === 'type' ? 'type' : name;
      const subject = { group: JSON.stringify(group), members: [] } as const;
      const counted = { file: oneLine(file), algorithm, different, compared: same + different, unknown };
      const isWrong = standing === 'wrong' && different > 0;
      if (isWrong && isPromise(group)) yield { code: 'disagrees', ...subject, data: counted };
      else if (isWrong) yield { code: 'not-used', ...subject, data: counted };
      if (unknown > 0) yield { code: 'untold', ...subject, data: counted };
    }
    for await (const { ordinal, bytes, differing } of differences(rows, TABLE, stands)) {
      const say = ({ group, line, expected, actual, size }: Difference) => {
        const file = oneLine(group[2]);
        const data = { algorithm: group[3], source: `${file}:${line}`, expected, actual };
        return { data, at: { file: group[2], line }, isOtherSize: size !== null && size !== bytes };
      };
      for (const each of bySource(differing, 'digest')) {
        const { isOtherSize, ...said } = say(each);
        if (each.group[3] === ETAG && !isOtherSize) yield { code: 'etag', ordinal, ...said };
        else yield { code: 'checksum', ordinal, ...said };
      }
      for (const each of bySource(differing, 'type')) {
        const { isOtherSize: _, ...said } = say(each);
        yield { code: 'type', ordinal, ...said };
      }
    }
  },
});

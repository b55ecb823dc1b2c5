import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';

const unexamined = { severity: 'error', verdict: 'unexamined' } as const;

export default defineCheck({
  id: 'file/unreadable',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Unreadable file', zh: '文件无法读取' },
  why: {
    en: 'The system refused to hand over the bytes: no permission, a failing disk, too many open files, or the file changed or vanished meanwhile. That says nothing of its content, so nothing is called bad; but it was not examined.',
    zh: '系统拒绝提供文件内容：没有权限、磁盘故障、打开的文件过多，或文件在读取期间被修改或消失。这与内容好坏无关，因此不判为不合格；但它未被检查。',
  },
  remedy: {
    en: 'Mend the cause that is named (permissions, disk, network mount) and run again; with --resume only what is missing is examined.',
    zh: '排除所指出的原因（权限、磁盘、网络挂载）后重新运行；使用 --resume 时只检查缺少的部分。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  attempts: [
    { role: 'any', facet: 'file' },
    { role: 'any', facet: 'bytes' },
  ],
  codes: {
    io: { ...unexamined, en: 'could not be read: {errno} ({detail})', zh: '无法读取：{errno}（{detail}）' },
    changed: {
      ...unexamined,
      en: 'changed while it was being read: not examined',
      zh: '读取期间文件被修改：未检查',
    },
    directory: {
      ...unexamined,
      en: 'the folder {folder} could not be read ({detail}): nothing in it was examined',
      zh: '文件夹 {folder} 无法读取（{detail}）：其中内容均未检查',
    },
    'more-directories': {
      ...unexamined,
      en: '{count} further folders could not be read',
      zh: '另有 {count} 个文件夹无法读取',
    },
  },
  options: z.object({}),
  *inspect({ annotations: { origin } }, _, { faults }) {
    const failed = faults.find(({ kind }) => kind === 'io');
    if (failed === undefined) return;
    const at = origin && { file: origin.file, line: origin.line };
    const errno = failed.cause ?? 'EIO';
    const data = { errno, detail: oneLine(failed.detail) || errno };
    yield { code: errno === 'CHANGED' ? 'changed' : 'io', ...(at && { at }), data };
  },
  holdsFor: 'listing',
  async *conclude({ facts }) {
    const unreadable = facts.notes.filter(({ kind }) => kind === 'unreadable-directory');
    for (const { ref, detail = '?' } of unreadable) {
      const data = { folder: ref, detail: oneLine(detail) };
      yield { code: 'directory', group: ref, members: [], data };
    }
    const count = (facts.noteCounts['unreadable-directory'] ?? 0) - unreadable.length;
    const data = { count };
    if (count > 0) yield { code: 'more-directories', group: 'more', members: [], data };
  },
});

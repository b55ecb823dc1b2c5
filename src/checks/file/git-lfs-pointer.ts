import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { substituteIn } from '../substitute.ts';

export default defineCheck({
  id: 'file/git-lfs-pointer',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Git LFS pointer file', zh: 'Git LFS 指针文件' },
  why: {
    en: 'The repository was cloned without Git LFS: in place of each file lies a text of 130 bytes that says which file belongs there.',
    zh: '克隆仓库时未启用 Git LFS：每个文件的位置上只有一段约 130 字节的文本，说明此处应是哪个文件。',
  },
  remedy: {
    en: 'Run “git lfs install” and “git lfs pull” in the repository, then run prepass again.',
    zh: '在仓库中执行“git lfs install”和“git lfs pull”，然后重新运行 prepass。',
  },
  needs: [{ role: 'any', facet: 'bytes' }],
  codes: {
    pointer: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'a Git LFS pointer instead of the file, which has {size:B} (sha256 {oid})',
      zh: '此处是 Git LFS 指针，实际文件大小为 {size:B}（sha256 {oid}）',
    },
  },
  options: z.object({}),
  *inspect({ bytes }) {
    const found = substituteIn(bytes);
    if (found?.kind === 'git-lfs-pointer') yield { code: 'pointer', data: { oid: found.oid, size: found.size } };
  },
});

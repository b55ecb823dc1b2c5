import type { Words } from '../model/check.ts';

export const reuse = {
  'reuse.since': {
    en: 'Unchanged files are not read again: reusing run {id} of {at}.',
    zh: '未改动的文件不再读取：复用 {at} 的检查 {id}。',
  },
  'reuse.named-only': {
    en: 'Only named files are looked at; all else is reused unseen from run {id} of {at}.',
    zh: '仅查看所列文件；其余不看文件，直接复用 {at} 的检查 {id}。',
  },
  'reuse.differs': {
    en: 'Everything is read again: prepass, decoders, limits, checks or their options differ from run {id}.',
    zh: '将重新读取全部文件：prepass、解码器、限制、检查项或其选项与检查 {id} 不同。',
  },
  'reuse.no-since': {
    en: 'There is no run {since} whose records could be reused (looked for {path}). Name a run folder, or an id in .prepass/runs.',
    zh: '没有可复用记录的检查 {since}（已查找 {path}）。请指定结果目录，或 .prepass/runs 中的编号。',
  },
  'reuse.no-base': {
    en: '--files-from needs an earlier run of this dataset with the same prepass, checks and options, for all files that are not named, and there is none. Run once without --files-from, or name one with --since RUN.',
    zh: '--files-from 需要该数据集先前的一次检查（prepass、检查项和选项均相同），用于未列出的文件，但没有找到。请先不带 --files-from 运行一次，或用 --since RUN 指定。',
  },
  'reuse.files-from-unreadable': {
    en: 'Cannot read the list of files {path} ({errno}).',
    zh: '无法读取文件列表 {path}（{errno}）。',
  },
  'reuse.files-from-quoted': {
    en: 'The list of files {path} holds the quoted name {name}: git quotes unusual names unless asked for -z. Use: git diff --name-only -z … | prepass run … --files-from - -0',
    zh: '文件列表 {path} 中有带引号的名称 {name}：git 会给特殊文件名加引号，除非使用 -z。请用：git diff --name-only -z … | prepass run … --files-from - -0',
  },
} as const satisfies Record<string, Words>;

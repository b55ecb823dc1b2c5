import type { Words } from '../model/check.ts';

export const pipeline = {
  'pipeline.unknown-check': {
    en: 'There is no check "{id}". Known checks: {known}.',
    zh: '没有名为“{id}”的检查项。可用的检查项：{known}。',
  },
  'pipeline.bad-option': {
    en: 'Check {id}, option "{option}": {problem}. Its options: {known}.',
    zh: '检查项 {id} 的选项“{option}”有误：{problem}。它的选项：{known}。',
  },
  'pipeline.dataset-override': {
    en: 'overrides for {files}: {id} judges the whole dataset at once, so its option "{option}" cannot differ between files. Set it under checks, for all; a severity may differ.',
    zh: '针对 {files} 的 overrides 有误：检查项 {id} 对整个数据集统一判断，其选项“{option}”不能因文件而异。请在 checks 中统一设置；severity 可以不同。',
  },
  'pipeline.bad-setting': {
    en: 'Setting "{setting}": {problem}.',
    zh: '设置项“{setting}”有误：{problem}。',
  },
  'pipeline.refused': {
    en: 'Refused, nothing was moved: {would} of {of} samples would move, {allowed} may. If that is right, allow it: {allow}',
    zh: '已拒绝，没有移动任何文件：共 {of} 个样本，将移动 {would} 个，上限为 {allowed} 个。如确认无误，可放行：{allow}',
  },
  'pipeline.disk-full': {
    en: 'The disk of the run folder is full. Nothing was lost: free some space and run again with --resume.',
    zh: '检查结果所在的磁盘已满。没有任何数据丢失：腾出空间后加 --resume 继续即可。',
  },
  'pipeline.disk-full-listing': {
    en: 'The disk of the run folder {path} is full. Nothing was lost: free some space, or name another run folder with --out DIR.',
    zh: '结果目录 {path} 所在的磁盘已满。没有任何数据丢失：请腾出空间，或用 --out DIR 指定另一个结果目录。',
  },
  'pipeline.storm': {
    en: 'Stopped early: {culprits} of {of} samples in a row ended their process or the time limit (last: {cause}). That is a broken decoder, too little memory or a wrong --timeout-ms, not bad files. Nothing was moved; --resume goes on.',
    zh: '提前停止：连续 {of} 个样本中有 {culprits} 个使处理进程崩溃或超时（最近一次：{cause}）。这是解码器故障、内存不足或 --timeout-ms 设置不当，而不是文件有问题。没有移动任何文件；可用 --resume 继续。',
  },
  'pipeline.storm-unread': {
    en: 'Stopped early: {stopped} of the first {of} samples could not be examined for the same reason ({cause}). That is the storage or this machine (a lost mount, permissions, a full file table, too little memory), not the files. Nothing was moved; mend it and go on with --resume.',
    zh: '提前停止：前 {of} 个样本中有 {stopped} 个因同一原因（{cause}）无法检查。这是存储或本机的问题（挂载丢失、权限、文件句柄耗尽、内存不足），而不是文件有问题。没有移动任何文件；排除后用 --resume 继续。',
  },
  'pipeline.storm-decoder': {
    en: 'Stopped early: the decoder refused {refused} of the first {of} samples ({format}), and nothing in their structure says why. That is a broken decoder, or a storage or download that changed every file, more likely than so many bad files. Nothing was moved. Open one of them with another program, with `prepass inspect FILE` beside it; mend what is wrong or install prepass afresh, and go on with --resume. If the files are what they should be, examine fewer than 512 at a time (--limit 500).',
    zh: '提前停止：前 {of} 个样本中有 {refused} 个（{format}）被解码器拒绝，而其文件结构完整，看不出原因。与其说这么多文件都损坏，更可能是解码器故障，或存储、下载过程改动了每个文件。没有移动任何文件。请用其他程序打开其中一个，并与 `prepass inspect 文件` 的结果对照；排除问题或重新安装 prepass 后，用 --resume 继续。若文件本就如此，请每次检查少于 512 个（--limit 500）。',
  },
  'pipeline.out-unwritable': {
    en: 'Cannot write to {path} ({errno}). Name another run folder with --out DIR.',
    zh: '无法写入 {path}（{errno}）。请用 --out DIR 指定另一个结果目录。',
  },
  'pipeline.out-taken': {
    en: '{path} already holds a run. Name another folder with --out, finish it with --resume, or delete it.',
    zh: '{path} 中已有一次检查的结果。请用 --out 换一个目录，用 --resume 继续它，或先将其删除。',
  },
  'pipeline.out-in-dataset': {
    en: 'The run folder {path} would lie inside the dataset. A scan writes nothing there: name another with --out.',
    zh: '结果目录 {path} 位于数据集内部。检查不会在数据集中写入任何内容：请用 --out 指定别处。',
  },
  'pipeline.nothing-to-resume': {
    en: 'Nothing to resume: {path} holds no interrupted run of this dataset.',
    zh: '没有可继续的检查：{path} 中没有该数据集中断的检查。',
  },
  'pipeline.resume-differs': {
    en: 'The run in {path} was started with other settings ({what}). Start a new one with another --out.',
    zh: '{path} 中的检查使用了不同的设置（{what}）。请用另一个 --out 重新开始。',
  },
  'pipeline.no-run-yet': {
    en: 'No run was finished in this folder yet. Make one with: prepass run DATASET; or name the folder of one.',
    zh: '此目录下还没有完成的检查。请先运行：prepass run 数据集；或指定某次检查的目录。',
  },
  'pipeline.no-run': {
    en: 'There is no finished run in {path}. Make one with: prepass run DATASET --out {path}',
    zh: '{path} 中没有已完成的检查。可运行：prepass run DATASET --out {path}',
  },
  'pipeline.no-arrays': {
    en: 'The run in {path} is not of arrays of samples and labels (--layout pair or rows), nor of LMDB: there are no rows to copy. Its clean lists are in clean/.',
    zh: '{path} 中的检查不是针对样本与标签数组（--layout pair 或 rows）或 LMDB：没有可复制的行。其可用样本清单在 clean/ 中。',
  },
  'pipeline.arrays-over': {
    en: 'The copies would lie among the arrays themselves in {path}. Name a folder outside of the dataset with --output.',
    zh: '副本会与原数组同在 {path} 中。请用 --output 指定数据集之外的文件夹。',
  },
  'pipeline.array-changed': {
    en: '{array} is not what it was when it was examined: its rows may be others. Run again, then copy.',
    zh: '{array} 与检查时不同：其行可能已改变。请重新检查后再复制。',
  },
  'pipeline.lmdb-key': {
    en: '{array} has a key above 511 bytes, which LMDB as it is commonly built cannot write. The keys that stay are in clean/.',
    zh: '{array} 中有超过 511 字节的键，通常编译的 LMDB 无法写出。保留的键见 clean/。',
  },
  'pipeline.array-header': {
    en: 'The header of {array} is not written as numpy writes it, so that no copy of it can be made. Save it again with numpy.save; the rows that stay are in clean/.',
    zh: '{array} 的文件头不是 numpy 的写法，无法生成副本。请用 numpy.save 重新保存；保留的行见 clean/。',
  },
  'pipeline.newer-run': {
    en: 'The run in {path} was written by a newer prepass (format {format}). Update prepass to read it.',
    zh: '{path} 中的检查由更新版本的 prepass 写成（格式 {format}）。请升级 prepass 后再读取。',
  },
} as const satisfies Record<string, Words>;

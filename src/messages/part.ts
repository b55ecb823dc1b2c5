import type { Words } from '../model/check.ts';

/** What is said of a run that examined only a part of the dataset. */
export const part = {
  'cli.flag.sample': {
    en: 'quick look: examine only so many samples, or a share such as 1%, drawn by split and class',
    zh: '快速查看：只检查这么多样本或一定比例（如 1%），按划分和类别分层抽取',
  },
  'cli.flag.seed': { en: 'draw another sample (default: 0)', zh: '抽取另一份样本（默认 0）' },
  'cli.flag.limit': {
    en: 'quick look: examine only the first so many samples of the listing',
    zh: '快速查看：只检查列表中的前这么多个样本',
  },
  'cli.flag.maxTime': {
    en: 'stop examining so long after the start: 90s, 10m, 2h, or seconds; --resume goes on',
    zh: '开始后经过这么久即停止检查：90s、10m、2h 或秒数；可用 --resume 继续',
  },
  'pipeline.part-moves-nothing': {
    en: '--quarantine cannot be combined with {option}: nothing is moved on the strength of a part of the dataset. Leave out one of the two.',
    zh: '--quarantine 不能与 {option} 同时使用：只检查数据集的一部分时不移动任何文件。请去掉其中一个选项。',
  },
  'pipeline.sample-or-limit': {
    en: '--sample and --limit both choose what is examined: give one of them.',
    zh: '--sample 与 --limit 都用于选择检查哪些样本：只能使用其中一个。',
  },
  'pipeline.partial-run.whole': {
    en: 'The run in {path} is PARTIAL: {examined} of {of} samples were examined. It has no clean list and no normalizer, and nothing may be moved. Examine the whole dataset: run it again without --sample and --limit.',
    zh: '{path} 中的检查是部分检查：{of} 个样本中只检查了 {examined} 个。它没有可用样本清单和归一化参数，也不能据此移动文件。请检查整个数据集：去掉 --sample 和 --limit 重新运行。',
  },
  'pipeline.partial-run.resume': {
    en: 'The run in {path} is PARTIAL: {examined} of {of} samples were examined. It has no clean list and no normalizer, and nothing may be moved. Finish it: the same command again with --resume --out {path}',
    zh: '{path} 中的检查是部分检查：{of} 个样本中只检查了 {examined} 个。它没有可用样本清单和归一化参数，也不能据此移动文件。请先完成检查：再次运行同一命令并加上 --resume --out {path}',
  },
  'cli.partial-export': {
    en: 'PARTIAL: this table holds {examined} of {of} samples; {rest} were not examined.',
    zh: '部分检查：此表只含 {of} 个样本中的 {examined} 个；其余 {rest} 个未查看。',
  },

  'report.partial.title': { en: 'PARTIAL', zh: '部分检查' },
  'report.partial.sample': {
    en: 'PARTIAL: {examined} of {of} samples were examined, {rest} were not (sample, seed {seed:raw})',
    zh: '部分检查：{of} 个样本中检查了 {examined} 个，{rest} 个未查看（抽样，种子 {seed:raw}）',
  },
  'report.partial.limit': {
    en: 'PARTIAL: the first {examined} of {of} samples were examined, {rest} were not (--limit)',
    zh: '部分检查：{of} 个样本中检查了前 {examined} 个，{rest} 个未查看（--limit）',
  },
  'report.partial.max-time': {
    en: 'PARTIAL: {examined} of {of} samples were examined, {rest} were not (--max-time)',
    zh: '部分检查：{of} 个样本中检查了 {examined} 个，{rest} 个未查看（--max-time）',
  },
  'report.partial.interrupted': {
    en: 'PARTIAL: {examined} of {of} samples were examined, {rest} were not (interrupted)',
    zh: '部分检查：{of} 个样本中检查了 {examined} 个，{rest} 个未查看（已中断）',
  },
  'report.partial.rest': { en: '{rest} not looked at', zh: '{rest} 个未查看' },
  'report.partial.notConcluded': {
    en: 'Need the whole dataset, not asked: {checks}',
    zh: '需要整个数据集，未运行：{checks}',
  },
  'report.partial.move': {
    en: 'Partial: no clean list, no normalizer, and nothing may be moved',
    zh: '部分检查：不生成可用样本清单和归一化参数，也不移动任何文件',
  },
  'report.outcome.part.nothing': {
    en: 'Nothing was examined: nothing is known of the dataset',
    zh: '未检查任何样本：数据集情况未知',
  },
  'report.outcome.part.unfit': {
    en: '{unfit} of the {samples} samples examined must not be trained on',
    zh: '已检查的 {samples} 个样本中有 {unfit} 个不能用于训练',
  },
  'report.outcome.part.unfitAndUnexamined': {
    en: '{unfit} of the {samples} samples tried must not be trained on, {unexamined} could not be examined',
    zh: '尝试检查的 {samples} 个样本中有 {unfit} 个不能用于训练，{unexamined} 个未能检查',
  },
  'report.outcome.part.unexamined': {
    en: '{unexamined} of the {samples} samples tried could not be examined: nothing is known of them',
    zh: '尝试检查的 {samples} 个样本中有 {unexamined} 个未能检查，情况未知',
  },
  'report.outcome.part.errors': {
    en: 'The {samples} samples examined can be read, but there are errors',
    zh: '已检查的 {samples} 个样本均可读取，但存在错误',
  },
  'report.outcome.part.suspect': {
    en: 'None of the {samples} samples examined is bad; {suspect} are suspect and deserve a look',
    zh: '已检查的 {samples} 个样本中没有不合格的；{suspect} 个可疑，值得查看',
  },
  'report.outcome.part.warnings': {
    en: 'None of the {samples} samples examined is bad; there are warnings',
    zh: '已检查的 {samples} 个样本中没有不合格的；另有警告',
  },
  'report.outcome.part.clean': {
    en: 'Nothing was found in the {samples} samples examined',
    zh: '已检查的 {samples} 个样本中未发现问题',
  },
  'report.exit.part0': {
    en: 'nothing to hold against the part that was examined',
    zh: '已检查的部分没有需要处理的问题',
  },
  'report.exit.part1': { en: 'something was found in the part that was examined', zh: '在已检查的部分发现了问题' },
  'report.next.whole': { en: 'Examine everything', zh: '检查整个数据集' },
} as const satisfies Record<string, Words>;

import type { Words } from '../model/check.ts';

export const report = {
  'report.verdict.ok': { en: 'ok', zh: '合格' },
  'report.verdict.suspect': { en: 'suspect', zh: '可疑' },
  'report.verdict.bad': { en: 'bad', zh: '不合格' },
  'report.verdict.over-limit': { en: 'over-limit', zh: '超限' },
  'report.verdict.unexamined': { en: 'unexamined', zh: '未检查' },
  'report.severity.error': { en: 'error', zh: '错误' },
  'report.severity.warning': { en: 'warning', zh: '警告' },
  'report.severity.note': { en: 'note', zh: '提示' },
  'report.layout.imagefolder': { en: 'one folder per class', zh: '每类一个文件夹' },
  'report.layout.flat': { en: 'one flat folder', zh: '单一文件夹' },
  'report.layout.manifest': { en: 'CSV manifest', zh: 'CSV 清单' },
  'report.layout.npy': { en: '.npy arrays', zh: '.npy 数组' },

  'report.outcome.empty': { en: 'There is no sample to train on', zh: '没有可用于训练的样本' },
  'report.outcome.unfit': {
    en: '{unfit} of {samples} samples must not be trained on',
    zh: '{samples} 个样本中有 {unfit} 个不能用于训练',
  },
  'report.outcome.unfitAndUnexamined': {
    en: '{unfit} of {samples} samples must not be trained on, {unexamined} could not be examined',
    zh: '{samples} 个样本中有 {unfit} 个不能用于训练，{unexamined} 个未能检查',
  },
  'report.outcome.unexamined': {
    en: '{unexamined} of {samples} samples could not be examined: nothing is known of them',
    zh: '{samples} 个样本中有 {unexamined} 个未能检查，情况未知',
  },
  'report.outcome.errors': {
    en: 'Every sample can be read, but the dataset has errors',
    zh: '所有样本均可读取，但数据集存在错误',
  },
  'report.outcome.suspect': {
    en: 'No sample is bad; {suspect} of {samples} are suspect and deserve a look',
    zh: '没有不合格样本；{samples} 个样本中有 {suspect} 个可疑，值得查看',
  },
  'report.outcome.warnings': {
    en: 'All {samples} samples are fit for training; there are warnings',
    zh: '全部 {samples} 个样本可用于训练；另有警告',
  },
  'report.outcome.clean': {
    en: 'All {samples} samples were examined and are fit for training',
    zh: '全部 {samples} 个样本均已检查，可用于训练',
  },
  'report.exit.0': { en: 'complete, nothing to hold against it', zh: '检查完成，没有需要处理的问题' },
  'report.exit.1': { en: 'complete, and something was found', zh: '检查完成，发现了问题' },
  'report.exit.2': { en: 'usage or configuration', zh: '用法或配置有误' },
  'report.exit.3': { en: 'incomplete: not every sample was examined', zh: '不完整：有样本未被检查' },
  'report.exit.4': { en: 'quarantine was applied only in part, or not at all', zh: '隔离只完成一部分，或未执行' },
  'report.exit.5': { en: 'a safety limit was reached: nothing was moved', zh: '触及安全上限：未移动任何文件' },
  'report.exit.70': { en: 'internal error', zh: '内部错误' },
  'report.exit.130': { en: 'interrupted; --resume finishes it', zh: '已中断；可用 --resume 继续' },
  'report.exit.143': { en: 'terminated; --resume finishes it', zh: '已终止；可用 --resume 继续' },
  'report.exit.other': { en: 'a code this version does not know', zh: '此版本不认识的退出码' },

  'report.line.layout': { en: 'Layout: {layout} · {reason}', zh: '数据集格式：{layout} · {reason}' },
  'report.line.speed': {
    en: '{samples} samples, {bytes:B} in {time} ({rate}/s)',
    zh: '{samples} 个样本，{bytes:B}，用时 {time}（每秒 {rate} 个）',
  },
  'report.line.samples': { en: '{samples} samples', zh: '{samples} 个样本' },
  'report.line.more': {
    en: '… kinds of finding not shown here: {kinds}; all are in the report',
    zh: '……另有 {kinds} 种问题，全部见报告',
  },
  'report.line.noFindings': { en: 'No findings.', zh: '未发现问题。' },
  'report.line.notRun': { en: 'Not run: {checks}', zh: '未运行：{checks}' },
  'report.line.crashed': {
    en: 'Checks that failed (a bug of prepass, please report): {checks}',
    zh: '运行失败的检查项（prepass 的缺陷，请反馈）：{checks}',
  },
  'report.line.culprits': {
    en: 'Samples that stopped or crashed a decoder: {count}, first {key} ({cause})',
    zh: '{count} 个样本使解码器停滞或崩溃，首个为 {key}（{cause}）',
  },
  'report.line.otherFiles': {
    en: 'Files that belong to no sample: {count} (named in listing/other-files.txt)',
    zh: '{count} 个文件不属于任何样本（见 listing/other-files.txt）',
  },
  'report.line.targets': { en: 'Targets normalized: {targets}', zh: '回归目标归一化：{targets}' },
  'report.line.target': { en: '{name} ({method}, n = {n}, on {on})', zh: '{name}（{method}，n = {n}，取自 {on}）' },
  'report.line.exit': { en: 'Exit code {code}: {meaning}', zh: '退出码 {code}：{meaning}' },

  'report.move.none': { en: 'Quarantine: nothing to move', zh: '隔离：无需移动' },
  'report.move.planned': {
    en: 'Quarantine: nothing moved yet; samples that would move: {samples} (files: {files})',
    zh: '隔离：将移动 {samples} 个样本（{files} 个文件）；尚未移动',
  },
  'report.move.refused.samples': {
    en: 'Quarantine refused, nothing moved: {would} of {of} samples, allowed {allowed}. Lift: {allow}',
    zh: '拒绝隔离，未移动任何文件：{of} 个样本中的 {would} 个，上限 {allowed}。放开上限：{allow}',
  },
  'report.move.refused.class': {
    en: 'Quarantine refused, nothing moved: {would} of {of} in class {class}, allowed {allowed}. Lift: {allow}',
    zh: '拒绝隔离，未移动任何文件：类别 {class} 的 {of} 个中的 {would} 个，上限 {allowed}。放开上限：{allow}',
  },
  'report.move.refused.half': {
    en: 'Quarantine refused, nothing moved: {would} of {of} samples is more than half. Lift: {allow}',
    zh: '拒绝隔离，未移动任何文件：{of} 个样本中的 {would} 个，已超过一半。放开上限：{allow}',
  },
  'report.move.done': {
    en: 'Quarantine: samples moved: {moved}, to {place}',
    zh: '隔离：已将 {moved} 个样本移至 {place}',
  },
  'report.move.partly': {
    en: 'Quarantine: samples moved: {moved}, stayed: {failed}, first {key}: {reason}',
    zh: '隔离：已移动 {moved} 个样本，{failed} 个未移动，首个为 {key}：{reason}',
  },

  'report.next.open': { en: 'See everything', zh: '查看全部' },
  'report.next.explain': { en: 'What the first one means', zh: '首个问题的含义' },
  'report.next.checks': { en: 'What was checked', zh: '检查了什么' },
  'report.next.plan': { en: 'What would move, and why', zh: '将移动什么及原因' },
  'report.next.apply': { en: 'Move what is proven bad', zh: '移走已证实的不合格样本' },
  'report.next.restore': { en: 'Put everything back', zh: '全部还原' },
  'report.next.resume': { en: 'Finish this run', zh: '继续本次检查' },
  'report.next.clean': { en: 'What to train on', zh: '可用样本清单' },
} as const satisfies Record<string, Words>;

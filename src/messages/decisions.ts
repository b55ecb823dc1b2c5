import type { CheckBook, Words } from '../model/check.ts';
import { DECISION_CHECK } from '../model/decision.ts';

export const decisions = {
  'decide.store-damaged': {
    en: 'The decisions in {path} cannot be read: line {line} is not as it was written. Restore the file, or delete that line; nothing was changed.',
    zh: '无法读取 {path} 中的决定：第 {line} 行与写入时不符。请恢复该文件或删除该行；未作任何更改。',
  },
  'decide.no-store': {
    en: 'There is no file of decisions {path} (--decisions). Make it with: prepass decide FILE --decisions {path}',
    zh: '没有决定记录文件 {path}（--decisions）。可运行：prepass decide 文件 --decisions {path}',
  },
  'decide.in-dataset': {
    en: 'Decisions would be kept in {path}, inside the dataset, where nothing is written. Name another file with --decisions.',
    zh: '决定将保存到数据集内部的 {path}，而数据集中不会写入任何内容。请用 --decisions 指定其他文件。',
  },
  'decide.unwritable': {
    en: 'Decisions cannot be kept in {path} ({errno}). Name another file with --decisions.',
    zh: '无法将决定保存到 {path}（{errno}）。请用 --decisions 指定其他文件。',
  },
  'decide.file-unreadable': {
    en: 'The file of decisions {path} cannot be read ({errno}).',
    zh: '无法读取决定文件 {path}（{errno}）。',
  },
  'decide.file-not-json': {
    en: 'The file of decisions {path} is not JSON: {why}',
    zh: '决定文件 {path} 不是 JSON：{why}',
  },
  'decide.file-too-large': {
    en: 'The file of decisions {path} is larger than {limit:B}. Split it.',
    zh: '决定文件 {path} 大于 {limit:B}。请拆分。',
  },
  'decide.refused': {
    en: 'Nothing was recorded, these cannot be taken ({count}):\n  {problems}',
    zh: '未记录任何决定，以下各项有误（{count} 项）：\n  {problems}',
  },
  'decide.what': {
    en: 'Say what to record: prepass decide FILE, or --list',
    zh: '请说明要记录什么：prepass decide 文件，或 --list',
  },
  'decide.problem.shape': { en: '{where}: {why}', zh: '{where}：{why}' },
  'decide.problem.unknown': {
    en: 'decisions[{at:raw}]: run {run} has no {kind} {target}',
    zh: 'decisions[{at:raw}]：检查 {run} 中没有 {kind} {target}',
  },
  'decide.problem.not-a-group': {
    en: 'decisions[{at:raw}]: {target} is the finding of one sample; name it as "finding"',
    zh: 'decisions[{at:raw}]：{target} 是单个样本的问题；请写为 "finding"',
  },
  'decide.problem.is-a-group': {
    en: 'decisions[{at:raw}]: {target} is the finding of a group; name it as "group"',
    zh: 'decisions[{at:raw}]：{target} 是一组样本的问题；请写为 "group"',
  },
  'decide.problem.other-content': {
    en: 'decisions[{at:raw}]: {target} had other content in run {run} than the sha256 stated; run again, then decide',
    zh: 'decisions[{at:raw}]：{target} 在检查 {run} 中的内容与所给 sha256 不同；请重新检查后再决定',
  },
  'decide.problem.nothing-there': {
    en: 'decisions[{at:raw}]: {target} cannot be kept, its file is not there',
    zh: 'decisions[{at:raw}]：{target} 的文件不存在，无法保留',
  },
  'decide.problem.nothing-to-undo': {
    en: 'decisions[{at:raw}]: nothing was decided on {target}',
    zh: 'decisions[{at:raw}]：没有关于 {target} 的决定可撤销',
  },
  'decide.problem.more': { en: 'and {count} more', zh: '另有 {count} 项' },
  'decide.recorded': {
    en: 'Recorded: {recorded}, in {store}. They hold from the next run on.',
    zh: '已记录 {recorded} 项决定，保存于 {store}。从下次检查起生效。',
  },
  'decide.none': { en: 'Nothing is decided.', zh: '没有决定。' },
  'decide.line': {
    en: 'Decisions honored: {honored}; stale: {stale}',
    zh: '已遵守 {honored} 项决定；失效 {stale} 项',
  },
  'decide.line-stale': {
    en: 'Decisions honored: {honored}; stale: {stale}, first {target} ({why})',
    zh: '已遵守 {honored} 项决定；失效 {stale} 项，首个为 {target}（{why}）',
  },
  'report.page.decisions': { en: 'Decisions', zh: '人的决定' },
  'decide.why.edited': { en: 'its content changed', zh: '内容已改变' },
  'decide.why.gone': { en: 'not met any more', zh: '已不再出现' },
  'cli.flag.decisions': {
    en: 'file of recorded decisions (default: decisions.jsonl in .prepass)',
    zh: '决定记录文件（默认 .prepass 中的 decisions.jsonl）',
  },
  'cli.decide.about': {
    en: 'record what a person decided: keep, quarantine, later, note',
    zh: '记录人的决定：keep、quarantine、later、note',
  },
  'cli.decide.file': { en: 'JSON file of decisions', zh: '决定的 JSON 文件' },
  'cli.decide.list': { en: 'show what holds, record nothing', zh: '列出有效的决定，不作记录' },
  'cli.decide.run': {
    en: 'the run that was looked at: folder, id or latest (the default)',
    zh: '所依据的检查：文件夹、编号或 latest（默认）',
  },
  'cli.decide.examples': {
    en: `  prepass decide decisions.json
  prepass decide decisions.json --run scan --decisions team-decisions.jsonl
  prepass decide --list

{"version": 1, "decisions": [
  {"target": {"sample": "cat/1.jpg"}, "decision": "keep", "reason": "dark, but real"},
  {"target": {"finding": "0123…"}, "decision": "undo"}]}`,
    zh: `  prepass decide decisions.json
  prepass decide decisions.json --run scan --decisions team-decisions.jsonl
  prepass decide --list

{"version": 1, "decisions": [
  {"target": {"sample": "cat/1.jpg"}, "decision": "keep", "reason": "较暗，但真实"},
  {"target": {"finding": "0123…"}, "decision": "undo"}]}`,
  },
} as const satisfies Record<string, Words>;

/** How reports speak of decisions: like a check, which nobody can switch on or off. */
export const decisionBook: CheckBook = {
  [DECISION_CHECK]: {
    version: 1,
    stage: 'stable',
    scope: 'content',
    title: { en: 'Decided by a person', zh: '人的决定' },
    why: {
      en: 'A person looked at it and said what it is; that outranks what checks say.',
      zh: '有人查看后作出了决定；它优先于检查项的结论。',
    },
    remedy: {
      en: 'Nothing to do. To take it back: a decision `undo` on the same target, with prepass decide.',
      zh: '无需处理。如需撤销：用 prepass decide 对同一目标记录 `undo`。',
    },
    codes: {
      keep: { severity: 'note', verdict: 'ok', en: 'kept by {author}: {reason}', zh: '由 {author} 保留：{reason}' },
      quarantine: {
        severity: 'note',
        verdict: 'bad',
        en: 'to be quarantined, says {author}: {reason}',
        zh: '{author} 决定隔离：{reason}',
      },
      later: {
        severity: 'note',
        verdict: 'bad',
        en: 'set aside by {author}, to be decided later: {reason}',
        zh: '由 {author} 搁置，稍后决定：{reason}',
      },
      note: { severity: 'note', verdict: 'ok', en: 'note by {author}: {reason}', zh: '{author} 的备注：{reason}' },
    },
  },
};

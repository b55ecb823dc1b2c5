import type { Words } from '../model/check.ts';

/** Judging a finished run again, and two of them side by side. */
export const compare = {
  'compare.other-layout': {
    en: 'These are not runs of the same dataset: {a} is laid out as {before}, {b} as {after}, so no sample of one is in the other. Run both with the same --layout.',
    zh: '这两次检查不是针对同一数据集：{a} 的格式为 {before}，{b} 的格式为 {after}，样本无法对应。请用相同的 --layout 重新检查。',
  },
  'compare.nothing-shared': {
    en: 'These are not runs of the same dataset: no sample is in both {a} ({before}) and {b} ({after}). Name two runs of one dataset.',
    zh: '这两次检查不是针对同一数据集：{a}（{before}）与 {b}（{after}）没有共同的样本。请指定同一数据集的两次检查。',
  },
  'compare.other-root': {
    en: 'The runs looked at different folders: {before}, then {after}. Samples are matched by name.',
    zh: '两次检查的文件夹不同：先是 {before}，后是 {after}。样本按名称对应。',
  },
  'compare.partial': {
    en: 'PARTIAL: run {run} examined {examined} of {of} samples; of the other {rest} it says nothing.',
    zh: '部分检查：检查 {run} 只检查了 {of} 个样本中的 {examined} 个；其余 {rest} 个没有结论。',
  },
  'compare.other-checks': {
    en: 'Not the same checks were on. Only in the earlier run: {before}; only in the later run: {after}.',
    zh: '两次检查启用的检查项不同。仅在前一次：{before}；仅在后一次：{after}。',
  },
  'compare.other-versions': {
    en: 'These checks changed their version between the runs: {checks}.',
    zh: '以下检查项的版本在两次检查之间有变化：{checks}。',
  },
  'gate.bad-allowance': {
    en: "--max-bad takes a number of samples, such as 25, or a share of all samples, such as 0.1%, not '{given}'",
    zh: '--max-bad 应为样本数（例如 25）或占全部样本的比例（例如 0.1%），而不是“{given}”',
  },
  'gate.bad-max-warnings': {
    en: "--max-warnings takes a whole number of findings, 0 or more, not '{given}'",
    zh: '--max-warnings 应为不小于 0 的整数（问题数），而不是“{given}”',
  },
  'gate.title': { en: 'Gate of run {run}: {dataset}', zh: '检查 {run} 的准入判断：{dataset}' },
  'gate.baseline': {
    en: 'Only what run {baseline} has not found counts.',
    zh: '仅计入检查 {baseline} 未发现的问题。',
  },
  'gate.pass': { en: 'pass', zh: '通过' },
  'gate.fail': { en: 'FAIL', zh: '未通过' },
  'gate.rule.complete': {
    en: 'every sample was examined: {found} of {of} were not',
    zh: '所有样本均已检查：{of} 个样本中有 {found} 个未检查',
  },
  'gate.rule.complete-accepted': {
    en: 'samples that were not examined are accepted (--allow-incomplete): {found} of {of}',
    zh: '接受未检查的样本（--allow-incomplete）：{of} 个中的 {found} 个',
  },
  'gate.rule.fail-on': {
    en: '--fail-on {severity}: {found} findings count',
    zh: '--fail-on {severity}：计入 {found} 个问题',
  },
  'gate.rule.max-bad': {
    en: '--max-bad {stated}: {found} of {of} samples are bad, allowed {allowed}',
    zh: '--max-bad {stated}：{of} 个样本中有 {found} 个不合格，允许 {allowed} 个',
  },
  'gate.rule.max-warnings': {
    en: '--max-warnings {allowed}: {found} findings are warnings (a group is one)',
    zh: '--max-warnings {allowed}：有 {found} 个警告（一组计为一个）',
  },
  'gate.todo.complete': {
    en: 'Run it again where the samples can be read, or accept them with --allow-incomplete.',
    zh: '请在样本可读取的环境中重新检查，或用 --allow-incomplete 接受。',
  },
  'gate.todo.fail-on': {
    en: 'What it means and what to do: prepass checks {check}',
    zh: '含义与处理方法：prepass checks {check}',
  },
  'gate.todo.max-bad': {
    en: 'Which they are: {command}',
    zh: '查看是哪些样本：{command}',
  },
  'gate.todo.max-warnings': {
    en: 'Which they are: {command}',
    zh: '查看是哪些问题：{command}',
  },

  'diff.bad-format': {
    en: "There is no format '{given}' (--format); there are: {allowed}",
    zh: '没有格式“{given}”（--format）；可用：{allowed}',
  },
  'diff.bad-limit': {
    en: "--limit takes a whole number from 0 to 1000, not '{given}'",
    zh: '--limit 应为 0 到 1000 之间的整数，而不是“{given}”',
  },
  'diff.title': {
    en: '{new} new, {fixed} fixed, {changed} changed',
    zh: '新增 {new}，消失 {fixed}，变化 {changed}',
  },
  'diff.runs': { en: 'From {before} to {after}', zh: '从 {before} 到 {after}' },
  'diff.samples': {
    en: 'Samples: {before} before, {after} after ({added} added, {removed} removed)',
    zh: '样本：之前 {before} 个，之后 {after} 个（新增 {added}，移除 {removed}）',
  },
  'diff.verdict': { en: '{before} became {after}: {samples}', zh: '{before} 变为 {after}：{samples} 个' },
  'diff.verdicts': { en: 'Verdicts that changed', zh: '判定有变化的样本' },
  'diff.section.new': { en: 'New', zh: '新增的问题' },
  'diff.section.fixed': { en: 'Fixed', zh: '消失的问题' },
  'diff.section.changed': { en: 'Changed', zh: '有变化的问题' },
  'diff.same': { en: 'Both runs found the same.', zh: '两次检查的结果相同。' },
  'diff.findings': { en: '{findings} ({samples} samples)', zh: '{findings} 个（{samples} 个样本）' },
  'diff.more': { en: 'and {count} more', zh: '另有 {count} 个' },
  'diff.group': { en: 'a group of {samples} samples', zh: '一组 {samples} 个样本' },
  'diff.dataset': { en: 'the dataset', zh: '数据集' },
  'diff.joined': { en: 'a group, joined by samples: {samples}', zh: '已有的一组，新加入 {samples} 个样本' },
  'diff.left': { en: 'a group, left by samples: {samples}', zh: '仍在的一组，离开 {samples} 个样本' },
  'diff.became': { en: '{before} became {after}', zh: '{before} 变为 {after}' },
  'diff.reason.new.sample': { en: 'sample added', zh: '样本为新增' },
  'diff.reason.new.check': { en: 'check newly on', zh: '检查项新启用' },
  'diff.reason.new.unexamined': { en: 'sample was not examined before', zh: '样本此前未检查' },
  'diff.reason.fixed.sample': { en: 'sample removed', zh: '样本已移除' },
  'diff.reason.fixed.check': { en: 'check no longer on', zh: '检查项已停用' },
  'diff.reason.fixed.unexamined': { en: 'sample not examined this time', zh: '样本本次未检查' },

  'cli.gate.about': { en: 'judge a finished run again, by other rules', zh: '用其他规则重新判断已完成的检查' },
  'cli.run-argument': {
    en: 'run folder, id below .prepass/runs, or latest (the default)',
    zh: '检查记录文件夹、.prepass/runs 中的检查编号，或 latest（默认）',
  },
  'cli.flag.maxBad': {
    en: 'bad samples that are accepted: 0.1% of all samples, or a number; --fail-on leaves them to it',
    zh: '可接受的不合格样本：占全部样本的 0.1%，或一个数；--fail-on 不再计入它们',
  },
  'cli.flag.maxWarnings': {
    en: 'findings of severity warning that are accepted (a group is one); --fail-on leaves them to it',
    zh: '可接受的警告数（一组计为一个）；--fail-on 不再计入它们',
  },
  'cli.flag.baseline': {
    en: 'a finished run of the same dataset: only what it has not found counts',
    zh: '同一数据集的一次已完成检查：仅计入它未发现的问题',
  },
  'cli.gate.examples': {
    en: `  prepass gate latest --max-bad 0.1%
  prepass gate scan --fail-on warning --baseline last-week
  prepass gate scan --max-warnings 10 --json`,
    zh: `  prepass gate latest --max-bad 0.1%
  prepass gate scan --fail-on warning --baseline last-week
  prepass gate scan --max-warnings 10 --json`,
  },
  'cli.diff.about': { en: 'what differs between two finished runs', zh: '两次已完成检查之间的差异' },
  'cli.diff.before': { en: 'the earlier run: folder or id', zh: '较早的检查：文件夹或编号' },
  'cli.diff.after': { en: 'the later run: folder, id or latest', zh: '较晚的检查：文件夹、编号或 latest' },
  'cli.diff.format': {
    en: 'for people, for programs (every entry), or for a pull request comment',
    zh: '供人阅读、供程序读取（全部条目）或用于合并请求评论',
  },
  'cli.diff.limit': { en: 'entries named of each code', zh: '每种问题列出的条目数' },
  'cli.diff.examples': {
    en: `  prepass diff last-week latest
  prepass diff last-week scan --format markdown > comment.md
  prepass diff last-week scan --format json | jq '.new[].key'`,
    zh: `  prepass diff last-week latest
  prepass diff last-week scan --format markdown > comment.md
  prepass diff last-week scan --format json | jq '.new[].key'`,
  },
} as const satisfies Record<string, Words>;

import type { Words } from '../model/check.ts';
import { cliConfiguration } from './cli-configuration.ts';
import { cliHelp } from './cli-help.ts';

const speech = {
  'cli.stage.listing': { en: 'Listing', zh: '列出样本' },
  'cli.stage.examining': { en: 'Examining', zh: '检查中' },
  'cli.stage.concluding': { en: 'Concluding', zh: '汇总' },
  'cli.stage.evidence': { en: 'Drawing evidence', zh: '生成证据图' },
  'cli.stage.exporting': { en: 'Writing clean lists', zh: '写出可用样本清单' },
  'cli.stage.quarantine': { en: 'Quarantine', zh: '隔离' },
  'cli.stage.report': { en: 'Writing the report', zh: '生成报告' },
  'cli.progress.counting': { en: '{stage} {done}', zh: '{stage} {done}' },
  'cli.progress.rate': { en: '{rate}/s', zh: '每秒 {rate} 个' },
  'cli.progress.left': { en: '{time} left', zh: '剩余 {time}' },
  'cli.progress.layout': { en: 'Samples: {samples}. Run folder: {out}', zh: '样本数：{samples}。检查记录：{out}' },
  'cli.progress.culprit': {
    en: 'Stopped or crashed a decoder, the run goes on: {key} ({cause})',
    zh: '使解码器停滞或崩溃，检查继续：{key}（{cause}）',
  },
  'cli.stopping': {
    en: 'Stopping where the run can go on later. Once more to stop at once.',
    zh: '正在停止，之后可继续。再按一次立即停止。',
  },
  'cli.stopped': { en: 'Stopped. To go on: {command}', zh: '已停止。继续：{command}' },
  'cli.stoppedLate': {
    en: 'Everything was examined when the stop came: the run is whole, its results stand.',
    zh: '停止时已全部检查完毕：本次检查完整，结果有效。',
  },
  'cli.stoppedEarly': {
    en: 'Stopped before anything was examined. Nothing was changed.',
    zh: '在开始检查之前已停止，未作任何更改。',
  },
  'cli.bug': {
    en: 'This is a bug of prepass. Please report it with the lines above and the output of `prepass --version`.',
    zh: '这是 prepass 的缺陷。请附上以上内容和 `prepass --version` 的输出反馈给我们。',
  },
  'cli.neither-verb-nor-dataset': {
    en: "'{given}' is neither a verb nor a dataset here. See: prepass --help",
    zh: '“{given}”既不是动词，也不是此处的数据集。参见：prepass --help',
  },
  'cli.no-dataset': { en: 'No dataset is named: prepass run DATASET', zh: '未指定数据集：prepass run 数据集' },

  'cli.usage.unknownOption': { en: 'There is no option {what}.', zh: '没有选项 {what}。' },
  'cli.usage.missingArgument': { en: 'The argument <{what}> is missing.', zh: '缺少参数 <{what}>。' },
  'cli.usage.optionMissingArgument': { en: 'The option {what} needs a value.', zh: '选项 {what} 需要一个值。' },
  'cli.usage.excessArguments': {
    en: 'There are more arguments than this verb takes.',
    zh: '参数多于该动词所接受的数量。',
  },
  'cli.usage.unknownCommand': { en: 'There is no verb {what}.', zh: '没有动词 {what}。' },
  'cli.usage.hint': { en: 'Meant: {hint}?', zh: '是否想用：{hint}？' },
  'cli.usage.seeHelp': { en: 'Help: prepass --help', zh: '帮助：prepass --help' },

  'cli.inspect.fault': { en: 'not made: {facet} ({kind}): {detail}', zh: '未能得到：{facet}（{kind}）：{detail}' },
  'cli.inspect.facets': { en: 'What was seen:', zh: '检查所见：' },
  'cli.output-unwritable': {
    en: 'The output cannot be written ({errno}). What was asked for is done; prepass report shows a run again.',
    zh: '无法写出输出（{errno}）。请求的操作已完成；可用 prepass report 再次显示检查结果。',
  },
  'cli.quarantine.empty': { en: 'The quarantine is empty.', zh: '隔离区为空。' },
  'cli.quarantine.recovered': {
    en: 'Transactions settled: {held} in quarantine, {returned} back in the dataset; without their file: {stuck}',
    zh: '已处理的事务：{held} 个在隔离区，{returned} 个回到数据集；找不到文件：{stuck} 个',
  },
  'cli.restore-what': {
    en: 'Say what to put back: either --all, or names of samples',
    zh: '请说明要还原什么：--all 或样本名称',
  },
  'cli.restore.done': {
    en: 'Put back from {place}: {restored}; stayed: {failed}',
    zh: '已从 {place} 还原 {restored} 个；未还原 {failed} 个',
  },
  'cli.json-needs-output': {
    en: 'With --json the table needs a file of its own: --output FILE',
    zh: '使用 --json 时，表需写入单独的文件：--output 文件',
  },
  'cli.copied-array': { en: '{path}: {rows} rows of {of}', zh: '{path}：{of} 的 {rows} 行' },
  'cli.unknown-table': {
    en: "There is no table '{given}'; there are: {allowed}",
    zh: '没有表“{given}”；可用：{allowed}',
  },
  'cli.bad-row': {
    en: '--row {given}: not the number of a sample. Count from 0: --row 5',
    zh: '--row {given}：不是样本编号。请从 0 计数：--row 5',
  },
  'cli.unknown-format': {
    en: "There is no format '{given}' (--format); there are: {allowed}",
    zh: '没有格式“{given}”（--format）；可用：{allowed}',
  },
  'cli.no-targets': {
    en: 'No target is named: --target NAME or --target NAME:METHOD',
    zh: '未指定回归目标：--target 名称 或 --target 名称:方法',
  },
  'cli.unknown-check': { en: "There is no check '{id}'. See: {near}", zh: '没有检查项“{id}”。参见：{near}' },
  'cli.checks.meta': {
    en: 'judges the {scope}; {stage}, version {version}',
    zh: '判断对象：{scope}；{stage}，版本 {version}',
  },
  'cli.checks.scope.content': { en: 'content of files', zh: '文件内容' },
  'cli.checks.scope.annotation': { en: 'annotations', zh: '标注' },
  'cli.checks.codes': { en: 'What it says:', zh: '可能的结论：' },
  'cli.checks.options': { en: 'Options (--opt {id}.NAME=VALUE):', zh: '选项（--opt {id}.名称=值）：' },
  'cli.checks.limits': { en: 'Limits (limits.NAME in the configuration):', zh: '限制（配置中的 limits.名称）：' },
} as const satisfies Record<string, Words>;

export const cli = { ...speech, ...cliConfiguration, ...cliHelp } as const satisfies Record<string, Words>;

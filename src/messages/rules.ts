import type { Words } from '../model/check.ts';

/** What reports say of the rules that a team wrote down. */
export const rules = {
  'report.line.changed': {
    en: 'findings weighed otherwise by the configuration: {count}',
    zh: '{count} 个问题的严重程度由配置改变',
  },
  'report.line.off': {
    en: 'findings switched off by the configuration: {count}',
    zh: '{count} 个问题被配置关闭',
  },
  'report.line.accepted': {
    en: 'accepted: {count} (first: {reason}, by {author})',
    zh: '已接受 {count} 个问题（首个：{reason}，{author}）',
  },
  'report.line.stale': {
    en: 'acceptances that do nothing: {count} (first {sha256}: {reason})',
    zh: '{count} 条接受记录不再起作用（首条 {sha256}：{reason}）',
  },
  'report.line.ignored': {
    en: 'ignored by the configuration: {count} (named in listing/ignored-files.txt)',
    zh: '配置忽略了 {count} 项（见 listing/ignored-files.txt）',
  },
  'report.line.ignoreUnmatched': {
    en: 'ignore globs that match nothing: {count} ({globs})',
    zh: '{count} 个 ignore 通配式没有匹配到任何文件（{globs}）',
  },
  'report.line.sidecars': {
    en: 'sidecar files: {files}, missing: {missing}',
    zh: '附属文件：{files} 个，缺少 {missing} 个',
  },
  'report.page.rules': { en: 'Rules', zh: '规则' },
  'report.accepted': {
    en: 'accepted {sha256}…: {reason} ({author}; {outcome})',
    zh: '已接受 {sha256}…：{reason}（{author}；{outcome}）',
  },
  'report.accepted.findings': { en: 'findings: {findings}', zh: '涉及 {findings} 个问题' },
  'report.accepted.expired': { en: 'expired: it counts again', zh: '已过期，重新计入' },
  'report.accepted.unmatched': { en: 'nothing is found on such a content', zh: '没有发现涉及该内容的问题' },
} as const satisfies Record<string, Words>;

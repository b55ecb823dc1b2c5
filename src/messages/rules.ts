import type { CheckBook, Words } from '../model/check.ts';
import { ACCEPTANCE_CHECK } from '../model/rules.ts';

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
  'report.page.unsupported': { en: 'Not decoded', zh: '未解码' },
  'report.accepted': {
    en: 'accepted {sha256}…: {reason} ({author}; {outcome})',
    zh: '已接受 {sha256}…：{reason}（{author}；{outcome}）',
  },
  'report.accepted.findings': { en: 'findings: {findings}', zh: '涉及 {findings} 个问题' },
  'report.accepted.expired': { en: 'expired: it counts again', zh: '已过期，重新计入' },
  'report.accepted.unmatched': { en: 'nothing is found on such a content', zh: '没有发现涉及该内容的问题' },
} as const satisfies Record<string, Words>;

/** How reports speak of acceptances that do nothing: like a check, which nobody can switch on or off. */
export const acceptanceBook: CheckBook = {
  [ACCEPTANCE_CHECK]: {
    version: 1,
    stage: 'stable',
    scope: 'content',
    title: { en: 'Acceptance that does nothing', zh: '不再起作用的接受记录' },
    why: {
      en: 'The configuration accepts a content that is not there any more, of which nothing is found any more, or whose time is over. Such entries pile up, and hide which ones still matter.',
      zh: '配置中接受的内容已不存在、不再有任何问题，或接受期限已过。此类记录不断积累，使人看不清哪些仍然有效。',
    },
    remedy: {
      en: 'Remove the entry from `accept`, or give it a new expiry.',
      zh: '从 `accept` 中删除该记录，或为其设定新的期限。',
    },
    codes: {
      expired: {
        severity: 'note',
        verdict: 'ok',
        en: 'the acceptance of {sha256} by {author} ({reason}) has expired: its findings count again',
        zh: '{author} 对 {sha256} 的接受（{reason}）已过期：其问题重新计入',
      },
      unmatched: {
        severity: 'note',
        verdict: 'ok',
        en: 'the acceptance of {sha256} by {author} ({reason}) covers nothing that was found',
        zh: '{author} 对 {sha256} 的接受（{reason}）没有对应任何已发现的问题',
      },
    },
  },
};

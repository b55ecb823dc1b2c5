import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';

const LISTED = 5;

export default defineCheck({
  id: 'dataset/link-outside',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Links that were not followed', zh: '未跟随的链接' },
  why: {
    en: 'A link that leads out of the dataset may lead anywhere, so nothing is read through it. Its files are no samples of this run.',
    zh: '指向数据集之外的链接可能通向任何地方，因此不会经由它读取内容。其文件不算作本次检查的样本。',
  },
  remedy: {
    en: 'When the links are meant, name the folder they lead to: --follow-root DIR. Links that lead nowhere have to be made anew.',
    zh: '若链接是有意设置的，请指明其目标目录：--follow-root DIR。失效的链接需要重新建立。',
  },
  needs: [],
  codes: {
    outside: {
      severity: 'warning',
      verdict: 'ok',
      en: 'links out of the dataset, not followed: {outside}; links that lead nowhere: {broken} ({links}); to read them: --follow-root DIR',
      zh: '{outside} 个链接指向数据集之外，未跟随；{broken} 个链接已失效（{links}）；如需读取：--follow-root DIR',
    },
    broken: {
      severity: 'warning',
      verdict: 'ok',
      en: 'links that lead nowhere: {broken} ({links}); if their target lies elsewhere: --follow-root DIR',
      zh: '{broken} 个链接已失效（{links}）；若目标在别处：--follow-root DIR',
    },
  },
  options: z.object({}),
  holdsFor: 'listing',
  async *conclude({ facts }) {
    const listed = facts.notes.filter(({ kind }) => kind === 'link-outside-root' || kind === 'link-broken');
    const count = (kind: 'link-outside-root' | 'link-broken'): number =>
      Math.max(facts.noteCounts[kind] ?? 0, listed.filter((note) => note.kind === kind).length);
    const outside = count('link-outside-root');
    const broken = count('link-broken');
    if (outside + broken === 0) return;
    const links = listed.slice(0, LISTED).map(({ ref }) => ref);
    const found = { outside, broken, links };
    const subject = { group: 'all', members: [] } as const;
    if (outside > 0) yield { code: 'outside', ...subject, data: found };
    else yield { code: 'broken', ...subject, data: found };
  },
});

import type { Disposition, Verdict } from '../model/verdict.ts';
import type { Conclusion } from './conclusion.ts';
import type { JudgedSample } from './sample-rows.ts';

const MOST_ITEMS = 500;

/** Gallery order: what will not train first, then what may; each by ordinal. */
const RANK: Readonly<Record<Verdict, number>> = { bad: 0, 'over-limit': 1, unexamined: 2, suspect: 3, ok: 4 };

type Item = Conclusion['items'][number];

const itemOf = (judged: JudgedSample, disposition: Disposition): Item => {
  const { sample, verdict, findings, format, width, height, bytes, sha256 } = judged;
  const part = sample.parts[0];
  const drawable = part?.role === 'image' && bytes !== null && bytes > 0 && verdict !== 'over-limit';
  return {
    key: sample.key,
    id: sample.id,
    verdict,
    disposition,
    split: sample.split ?? null,
    label: sample.annotations.label ?? null,
    format,
    width,
    height,
    bytes,
    thumbnail: drawable ? `${sample.id}.jpg` : null,
    findings: findings.map(({ scope: _, ...finding }) => finding),
    ordinal: sample.ordinal,
    resource: part?.resource ?? null,
    cell: part?.cell,
    range: part?.range,
    hide: findings.some((finding) => finding.check === 'image/barcode'),
    sha256,
  };
};

/** Collects what the report's gallery shows: at most 500 of each verdict are kept while walking, 500 in all come out. */
export const createItemCollector = () => {
  const kept = new Map<Verdict, JudgedSample[]>();
  let total = 0;
  return {
    add: (judged: JudgedSample): void => {
      if (judged.verdict === 'ok') return;
      total += 1;
      const list = kept.get(judged.verdict) ?? [];
      kept.set(judged.verdict, list);
      if (list.length < MOST_ITEMS) list.push(judged);
    },
    /** `disposition` is asked only now: what moves is known after all samples were seen. */
    finish: (
      disposition: (judged: JudgedSample) => Disposition,
    ): { readonly items: readonly Item[]; readonly total: number } => ({
      items: [...kept]
        .sort(([a], [b]) => RANK[a] - RANK[b])
        .flatMap(([, samples]) => samples)
        .slice(0, MOST_ITEMS)
        .map((judged) => itemOf(judged, disposition(judged))),
      total,
    }),
  };
};

import { z } from 'zod';
import { bookOf, type CheckBook, defineCheck } from '../../src/model/check.ts';
import type { Finding } from '../../src/model/finding.ts';
import { findingId, sampleId } from '../../src/model/ids.ts';
import type { FindingGroup, ReportData, ReportItem, RunSummary } from '../../src/model/summary.ts';

const check = (id: string, en: string, zh: string, scope: 'content' | 'annotation' = 'content') =>
  defineCheck({
    id,
    version: 1,
    stage: 'stable',
    scope,
    title: { en: `About ${id}`, zh: `关于 ${id}` },
    why: { en: `Why ${id} matters.`, zh: `为何 ${id} 重要。` },
    remedy: { en: `What to do about ${id}.`, zh: `如何处理 ${id}。` },
    needs: [],
    codes: { found: { severity: 'error', verdict: 'bad', en, zh } },
    options: z.object({}),
  });

/** Checks with words of their own, so that no report test depends on the catalog of checks. */
export const book: CheckBook = bookOf([
  check('image/barcode', 'a {symbology} code covers {share:%}: {payload}', '{symbology} 码占 {share:%}：{payload}'),
  check('image/truncated', 'ends at byte {offset}: {missing} is missing', '在第 {offset} 字节处结束：缺少 {missing}'),
  check('label/nonfinite', 'the label is {raw}', '标签为 {raw}', 'annotation'),
]);

export const finding = (key: string, check: string, data: Finding['data'], at?: Finding['at']): Finding => {
  const subject = { sample: sampleId('imagefolder', key) };
  const id = findingId(check, 'found', subject, at);
  return { id, check, code: 'found', severity: 'error', verdict: 'bad', subject, ...(at && { at }), data };
};

export const item = (key: string, findings: readonly Finding[], more: Partial<ReportItem> = {}): ReportItem => ({
  key,
  id: sampleId('imagefolder', key),
  verdict: 'bad',
  disposition: 'move',
  split: 'train',
  label: key.split('/')[0] ?? null,
  format: 'jpeg',
  width: 640,
  height: 480,
  bytes: 104_321,
  thumbnail: `${sampleId('imagefolder', key)}.jpg`,
  findings,
  ...more,
});

export const group = (check: string, samples: number, data: FindingGroup['example']['data']): FindingGroup => ({
  check,
  code: 'found',
  severity: 'error',
  verdict: 'bad',
  findings: samples,
  samples,
  example: { key: 'cat/hijacked.jpg', data },
});

const QR = { symbology: 'QRCode', share: 0.384, payload: 'https[:]//example[.]com/pay' };
const CUT = { offset: 45_001, missing: 'EOI' };

export const summary = (more: Partial<RunSummary> = {}): RunSummary => ({
  format: 1,
  id: '20260102T030405Z-0a1b2c',
  version: '0.1.0',
  startedAt: '2026-01-02T03:04:05Z',
  finishedAt: '2026-01-02T03:04:17Z',
  dataset: '/data/pets',
  out: '/home/ada/.prepass/runs/20260102T030405Z-0a1b2c',
  facts: {
    layout: 'imagefolder',
    reason: { key: 'sources.reason.test', data: { folders: 2 } },
    samples: 1_200,
    splits: { train: 1_000, val: 200 },
    labels: { kind: 'names', classes: ['cat', 'dog'], ignored: [] },
    classFolders: [],
    targets: ['age'],
    otherFiles: 3,
    notes: [],
    noteCounts: {},
  },
  counts: { ok: 1_185, suspect: 4, bad: 8, 'over-limit': 1, unexamined: 2 },
  samples: 1_200,
  bytesRead: 131_072_000,
  groups: [
    group('image/barcode', 5, QR),
    group('image/truncated', 2, CUT),
    group('label/nonfinite', 1, { raw: 'nan' }),
  ],
  tallies: {
    'image/barcode': { ran: 1_198, skipped: 2, crashed: 0 },
    'array/nan': { ran: 0, skipped: 1_200, crashed: 0 },
  },
  movePlan: { samples: 7, files: 7 },
  targets: [
    { name: 'age', method: 'standard', n: 990, excluded: 10, fittedOn: 'train', params: { mean: 31.25, std: 12.5 } },
  ],
  culprits: [{ key: 'cat/hangs.png', fault: { facet: 'decoding', kind: 'timeout', detail: 'killed after 60 s' } }],
  exit: { code: 3, reasons: ['unexamined'] },
  secondsPerStage: { listing: 0.1, examining: 11, concluding: 0.5 },
  ...more,
});

/** A small run as the page shows it: three bad samples, one that nothing could be drawn of, one suspect. */
export const reportData = (more: Partial<ReportData> = {}): ReportData => ({
  summary: summary(),
  items: [
    item('cat/hijacked.jpg', [finding('cat/hijacked.jpg', 'image/barcode', QR)]),
    item('cat/cut.jpg', [finding('cat/cut.jpg', 'image/truncated', CUT, { offset: 45_001 })], { thumbnail: null }),
    item('dog/7.jpg', [finding('dog/7.jpg', 'label/nonfinite', { raw: 'nan' }, { file: 'labels.csv', line: 12 })], {
      disposition: 'filter-row',
      split: 'val',
    }),
    item('cat/hangs.png', [], { verdict: 'unexamined', disposition: 'none', thumbnail: null }),
    item('dog/flat.jpg', [finding('dog/flat.jpg', 'image/truncated', CUT)], {
      verdict: 'suspect',
      disposition: 'none',
    }),
  ],
  itemsTotal: 5,
  labels: [
    { label: 'cat', split: 'train', count: 520, clean: 513 },
    { label: 'dog', split: 'train', count: 480, clean: 479 },
    { label: 'cat', split: 'val', count: 110, clean: 110 },
    { label: 'dog', split: 'val', count: 90, clean: 89 },
  ],
  targets: [
    {
      name: 'age',
      method: 'standard',
      before: { edges: [0, 10, 20, 30, 40, 50], counts: [10, 200, 500, 250, 30] },
      after: { edges: [-2.5, -1.7, -0.9, -0.1, 0.7, 1.5], counts: [10, 200, 500, 250, 30] },
    },
  ],
  ...more,
});

/** Every way that we know in which a text could become more than text. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '</script><script>alert(2)</script>',
  '"><img src=x onerror=alert(3)>',
  "' onmouseover='alert(4)' x='",
  '<svg/onload=alert(5)>',
  'javascript:alert(6)',
  '</style><style>*{display:none}</style>',
  '--><iframe src="javascript:alert(7)"></iframe><!--',
  'a\u202egpj.exe\u2066\u2069',
  'line one\nline two\r\n\tthree\u2028four',
  '\u001b[31mred\u001b[0m\u001b]8;;http://x.test\u0007link\u009b2J',
  '\ud800 lone, \u0000 nul, \ufeff mark',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what is hostile about it
  '${alert(8)} {{constructor.constructor("alert(9)")()}} &lt;b&gt; &#x3c;script&#x3e;',
  ']]><!DOCTYPE html><base href="https://evil.test/"><meta http-equiv=refresh content="0;url=https://evil.test/">',
  '<form action="https://evil.test/"><input name=a autofocus onfocus=alert(10)></form>',
  '__proto__',
] as const;

const poisoned = <T>(value: T, text: string): T => {
  if (typeof value === 'string') return text as T;
  if (Array.isArray(value)) return value.map((member) => poisoned(member, text)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, poisoned(member, text)])) as T;
};

/** The same run with the probe: losses over six decades, the highest that of a sample in the gallery. */
export const probedData = (): ReportData => {
  const losses = Array.from({ length: 1_198 }, (_, rank) => 0.5 + rank / 1_000 + (rank === 1_197 ? 2_500_000 : 0));
  const good = reportData();
  const [first] = good.items;
  const highest = [
    { key: first!.key, id: first!.id, loss: losses.at(-1)! },
    { key: 'dog/12.jpg', id: sampleId('imagefolder', 'dog/12.jpg'), loss: losses.at(-2)! },
  ];
  return {
    ...good,
    summary: summary({
      probe: {
        network: 'built-in',
        probed: 1_200,
        nonfinite: 2,
        losses: [
          { name: 'l2', count: 1_198, mean: 2_088, min: 0.5, low: 0.56, median: 1.1, high: 1.64, max: losses.at(-1)! },
        ],
        layers: [
          { name: 'input', largest: 1, key: 'cat/1.jpg' },
          { name: 'conv1', largest: 131_008, key: 'dog/3.jpg' },
        ],
      },
    }),
    probe: {
      losses: [{ name: 'l2', count: 1_198, points: losses.map((loss, rank) => [rank, loss] as const), highest }],
      places: [{ stage: 'preprocess', name: 'standardize', samples: 2, example: 'cat/blank.jpg' }],
    },
  };
};

/** A run in which every free text, of every field, is `text`; words of a closed set (verdicts, layouts …) stay. */
export const hostileData = (text: string): ReportData => {
  const good = probedData();
  const bad = poisoned(good, text);
  const keep = <T extends object, K extends keyof T>(from: T, hostile: T, ...names: readonly K[]): T => ({
    ...hostile,
    ...(Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>),
  });
  const groups = good.summary.groups.map((from, at) =>
    keep(from, bad.summary.groups[at]!, 'severity', 'verdict', ...(at === 0 ? (['check', 'code'] as const) : [])),
  );
  return {
    ...bad,
    summary: {
      ...keep(good.summary, bad.summary, 'startedAt', 'finishedAt'),
      facts: {
        ...keep(good.summary.facts, bad.summary.facts, 'layout'),
        reason: { key: 'report.line.target', data: { name: text, method: text, n: 1, on: text } },
        notes: [{ kind: 'ignore-unmatched', ref: text }],
      },
      groups,
      probe: keep(good.summary.probe!, bad.summary.probe!, 'network'),
      rules: {
        changed: 2,
        off: 1,
        accepted: 1,
        acceptances: [
          { sha256: text, reason: text, author: text, findings: 1 },
          { sha256: text, reason: text, author: text, findings: 0, stale: 'expired' },
        ],
      },
      tallies: { ...good.summary.tallies, [text]: { ran: 0, skipped: 1_200, crashed: 0 } },
      secondsPerStage: { [text]: 1 },
      targets: bad.summary.targets.map((target) => ({ ...target, params: { [text]: 1 } })),
    },
    probe: {
      ...bad.probe!,
      places: good.probe!.places.map((from, at) => keep(from, bad.probe!.places[at]!, 'stage')),
    },
    items: good.items.map((from, at) => ({
      ...keep(from, bad.items[at]!, 'verdict', 'disposition', 'thumbnail'),
      findings: from.findings.map((original, which) => ({
        ...keep(
          original,
          bad.items[at]!.findings[which]!,
          'severity',
          'verdict',
          ...(at % 2 ? [] : (['check', 'code'] as const)),
        ),
        data: { ...poisoned(original.data, text), [text]: [text, { [text]: text }] },
      })),
    })),
  };
};

import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/model/summary.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { columnsOf } from '../../src/report/text-columns.ts';
import { book, group, HOSTILE, hostileData, summary } from './report-data.ts';

const paths = {
  dataset: 'pets',
  out: '.prepass/runs/x',
  report: '.prepass/runs/x/report/index.html',
  opener: 'xdg-open',
};
const render = (over = {}, lang: 'en' | 'zh' = 'en', more = {}) =>
  renderTerminal(summary(over), book, lang, { color: false, paths, ...more });

const groups = (count: number, severity: 'error' | 'warning' | 'note' = 'error') =>
  Array.from({ length: count }, (_, at) => ({
    ...group('image/truncated', count - at, {
      offset: at,
      missing: 'everything that came after it, and a good deal more',
    }),
    code: `found${at}`,
    severity,
  }));

describe('the terminal summary', () => {
  it('adds its counts up', () => {
    expect(render()).toContain('1,200 samples = 1,185 ok + 4 suspect + 8 bad + 1 over-limit + 2 unexamined');
    expect(render({}, 'zh')).toContain('1,200 个样本 = 1,185 合格 + 4 可疑 + 8 不合格 + 1 超限 + 2 未检查');
  });

  it('says what each group found, in the language of the reader', () => {
    expect(render()).toMatch(/error\s+image\/barcode\s+5 {2}a QRCode code covers 38.4 %: https\[:\]/);
    expect(render({}, 'zh')).toMatch(/错误\s+image\/barcode\s+5 {2}QRCode 码占 38.4 %/);
  });

  it('puts errors before warnings before notes, whatever their numbers', () => {
    const text = render({ groups: [...groups(1, 'note'), ...groups(3, 'warning'), group('image/barcode', 1, {})] });
    const order = [...text.matchAll(/^(error|warning|note) /gm)].map((match) => match[1]);
    expect(order).toEqual(['error', 'warning', 'warning', 'warning', 'note']);
  });

  it('shows eight groups at most and counts the rest', () => {
    const text = render({ groups: groups(30), culprits: [], targets: [] });
    expect(text.match(/^error /gm)).toHaveLength(8);
    expect(text).toContain('not shown here: 22');
  });

  it('names what was not run, who stopped a decoder, and files that belong to no sample', () => {
    const text = render();
    expect(text).toContain('Not run: array/nan');
    expect(text).toContain('cat/hangs.png (timeout)');
    expect(text).toContain('belong to no sample: 3');
    expect(text).toContain('age (standard, n = 990, on train)');
  });

  it('tells what rules did: a mild summary names who made it mild', () => {
    const sha256 = '0123456789abcdef'.repeat(4);
    const rules = {
      changed: 3,
      off: 1,
      accepted: 2,
      acceptances: [
        { sha256, reason: 'scanned that way', author: 'Ada', findings: 2 },
        { sha256, reason: 'until May', author: 'Bob', findings: 0, stale: 'expired' as const },
      ],
    };
    const notes = [{ kind: 'ignore-unmatched' as const, ref: 'raw/**' }];
    const facts = { ...summary().facts, ignoredFiles: 7, sidecars: { files: 5, missing: 1 }, notes };
    const text = render({ rules, facts, groups: groups(1) });
    for (const words of [
      'weighed otherwise by the configuration: 3',
      'switched off by the configuration: 1',
      'accepted: 2 (first: scanned that way, by Ada)',
      'ignored by the configuration: 7',
      'match nothing: 1 (raw/**)',
      'sidecar files: 5, missing: 1',
    ]) {
      expect(text).toContain(words);
    }
    const chinese = render({ rules, facts, groups: groups(1) }, 'zh');
    for (const words of [
      '3 个问题的严重程度由配置改变',
      '已接受 2 个问题（首个：scanned that way，Ada）',
      '配置忽略了 7 项',
    ]) {
      expect(chinese).toContain(words);
    }
  });

  it('says how many files of each format were not decoded, and what would be needed', () => {
    const unsupported = [
      { format: 'heic', count: 1200 },
      { format: 'nef', count: 3 },
      { format: 'dicom', count: 2, install: 'dicom-parser' },
      { format: 'psd', count: 1 },
      { format: '', count: 1 },
    ];
    const text = render({ unsupported });
    for (const words of [
      'Not decoded: heic, 1,200 (convert to JPEG or PNG: no free HEVC decoder is shipped)',
      'Not decoded: nef, 3 (develop the camera raw to TIFF or JPEG)',
      'Not decoded: dicom, 2 (npm install dicom-parser)',
      'Not decoded: psd, 1 (convert to PNG, TIFF or JPEG)',
      'Not decoded: ?, 1 (find out what these files are)',
    ]) {
      expect(text).toContain(words);
    }
    expect(render({ unsupported }, 'zh')).toContain('未解码：nef 3 个（请将相机 RAW 冲洗为 TIFF 或 JPEG）');
  });

  it('counts what was met while listing and no check tells of', () => {
    const facts = {
      ...summary().facts,
      manifest: {
        ref: 'labels.csv',
        encoding: 'gb18030',
        delimiter: ',',
        newline: '\n' as const,
        header: ['path'],
        columns: { path: 'path', targets: [] },
      },
      notes: [{ kind: 'encoding' as const, ref: 'labels.csv', detail: 'backslash-paths 7' }],
      noteCounts: { encoding: 2, 'special-file': 2, 'link-cycle': 1 },
    };
    const text = render({ facts, unlistable: 4 });
    expect(text).toContain('Manifest encoding: GB18030 · rows whose backslashes were read as separators: 7');
    expect(text).toContain('special files (FIFO, socket, device) not opened: 2');
    expect(text).toContain('links that lead back into themselves, not followed: 1');
    expect(text).toContain('missing from the text lists (line break in the name): 4');
    const chinese = render({ facts, unlistable: 4, groups: groups(30) }, 'zh');
    for (const words of [
      '清单编码：GB18030',
      '7 行路径中的反斜杠',
      '2 个特殊文件',
      '1 个循环链接',
      '4 个可用样本因文件名含换行',
    ])
      expect(chinese).toContain(words);
    expect(chinese.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
    expect(render()).not.toMatch(/Manifest encoding|special files|text lists/);
  });

  it('offers what fits: a plan to apply, a refusal to look at, a quarantine to restore, a run to resume', () => {
    expect(render()).toContain('prepass quarantine apply .prepass/runs/x\n');
    const refusal = { limit: 'samples', would: 400, of: 1200, allowed: 24, allow: '--max-move 400' };
    const refused = render({ movePlan: { samples: 400, files: 400, refusal } });
    expect(refused).toContain('400 of 1,200 samples, allowed 24. Lift: --max-move 400');
    expect(refused).toContain('prepass quarantine plan .prepass/runs/x\n');
    const moved = render({ quarantine: { place: '/data/my pets.quarantine', moved: 7, failed: [] } });
    expect(moved).toContain("prepass restore '/data/my pets.quarantine' --all\n");
    expect(moved).not.toContain('nothing moved yet');
    expect(render({ exit: { code: 130, reasons: [] } })).toContain('prepass run pets --resume --out .prepass/runs/x\n');
  });

  it('says which files stayed when a quarantine was applied in part', () => {
    const failed = [{ key: 'cat/1.jpg', reason: 'changed since the scan' }];
    expect(render({ quarantine: { place: '/q', moved: 6, failed } })).toContain(
      'moved: 6, stayed: 1, first cat/1.jpg: changed since',
    );
  });

  it('never claims success where nothing was looked at', () => {
    const none = { ok: 0, suspect: 0, bad: 0, 'over-limit': 0, unexamined: 0 };
    expect(render({ counts: none, samples: 0, groups: [] })).toContain('no sample to train on');
    const unexamined = render({ counts: { ...none, ok: 1_199, unexamined: 1 }, groups: [] });
    expect(unexamined).toContain('1 of 1,200 samples could not be examined');
    expect(unexamined).not.toContain('fit for training');
    expect(render({ counts: { ...none, ok: 1_200 } })).toContain('the dataset has errors');
    expect(render({ counts: { ...none, ok: 1_200 }, groups: [] })).toContain('All 1,200 samples were examined');
  });

  const PARTIAL: RunSummary['partial'] = {
    reason: 'sample',
    examined: 1_200,
    of: 120_000,
    asked: { by: 'sample', samples: 1_200, seed: 0 },
    notConcluded: ['dataset/label-conflict', 'target/constant'],
  };
  const NOTHING_WRONG = { counts: { ok: 1_200, suspect: 0, bad: 0, 'over-limit': 0, unexamined: 0 }, groups: [] };

  it('stamps a part before anything else is said of it, and claims nothing of the rest', () => {
    const lines = render({ partial: PARTIAL, ...NOTHING_WRONG, exit: { code: 0, reasons: [] } }).split('\n');
    expect(lines[1]).toBe('PARTIAL: 1,200 of 120,000 samples were examined, 118,800 were not (sample, seed 0)');
    expect(lines[3]).toBe('Nothing was found in the 1,200 samples examined');
    expect(lines[4]).toMatch(/\+ 0 unexamined · 118,800 not looked at$/);
    const text = lines.join('\n');
    expect(text).toContain('Need the whole dataset, not asked: dataset/label-conflict, target/constant');
    expect(text).toContain('no clean list, no normalizer, and nothing may be moved');
    expect(text).toContain('Exit code 0: nothing to hold against the part that was examined');
    expect(text).not.toMatch(/fit for training|complete|All 1,200/);
    const chinese = render({ partial: PARTIAL, ...NOTHING_WRONG }, 'zh');
    expect(chinese.split('\n')[1]).toBe('部分检查：120,000 个样本中检查了 1,200 个，118,800 个未查看（抽样，种子 0）');
    expect(chinese).toContain('已检查的 1,200 个样本中未发现问题');
  });

  it('proposes the whole dataset after a sample, and the resumption of what was stopped', () => {
    expect(render({ partial: PARTIAL })).toContain('prepass run pets\n');
    const stopped = { ...PARTIAL, reason: 'max-time' as const };
    expect(render({ partial: stopped })).toContain('prepass run pets --resume --out .prepass/runs/x\n');
    const resume = 'prepass pets --max-time 1m --resume';
    expect(render({ partial: stopped }, 'en', { paths: { ...paths, resume } })).toContain(`${resume}\n`);
  });

  it.each(['en', 'zh'] as const)('stays within 24 lines of 100 columns with everything at its worst (%s)', (lang) => {
    const long = '/very/long'.repeat(30);
    const worst = {
      partial: { ...PARTIAL, notConcluded: Array.from({ length: 30 }, () => long) },
      groups: groups(30),
      tallies: Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [`check/${at}`, { ran: 0, skipped: 9, crashed: at % 2 }]),
      ),
      quarantine: { place: long, moved: 7, failed: [{ key: long, reason: '原因'.repeat(90) }] },
    };
    for (const folder of ['x', '/a path/'.repeat(12), long]) {
      const where = { dataset: folder, out: folder, report: `${folder}/report/index.html`, opener: 'xdg-open' };
      const lines = render(worst, lang, { paths: where }).trimEnd().split('\n');
      const physical = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / 100)), 0);
      expect(physical).toBeLessThanOrEqual(24);
      for (const line of lines.slice(0, -3)) expect(columnsOf(line)).toBeLessThanOrEqual(100);
    }
  });

  it('lets no name color, move or reorder the terminal', () => {
    for (const text of HOSTILE) {
      const data = hostileData(text).summary;
      const out = renderTerminal(data, book, 'en', {
        color: false,
        paths: { dataset: text, out: text, report: text, opener: 'xdg-open' },
      });
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(out.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
    }
  });

  it('colors only when told to', () => {
    expect(render()).not.toContain('\u001b');
    expect(render({}, 'en', { color: true })).toContain('\u001b[31m');
  });
});

import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html/page.ts';
import { book, finding, item, probedData, reportData, summary } from './report-data.ts';

const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(6_000, 7)]);

describe('the page', () => {
  it('is the same for the same run', () => {
    expect(renderHtml(reportData(), book, 'en', () => jpeg)).toBe(renderHtml(reportData(), book, 'en', () => jpeg));
  });

  it('allows nothing but its own style, its own script and pictures inside it', () => {
    const page = renderHtml(reportData(), book, 'en', () => jpeg);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
    expect(policy).toMatch(
      /^default-src 'none'; img-src data:; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'$/,
    );
    expect(page).not.toMatch(/(src|href)="(?!#|data:)/);
    expect(page).not.toContain('innerHTML');
  });

  it('is stamped PARTIAL in its title and above its verdict when only a part was examined', () => {
    const partial = { reason: 'max-time' as const, examined: 1_200, of: 5_000, notConcluded: ['<b>x</b>'] };
    const page = renderHtml(reportData({ summary: summary({ partial }) }), book, 'en', () => jpeg);
    expect(page).toContain('<title>PARTIAL · ');
    expect(page.indexOf('PARTIAL: 1,200 of 5,000 samples were examined, 3,800 were not')).toBeLessThan(
      page.indexOf('<h1>'),
    );
    expect(page).toContain('3,800 not looked at');
    expect(page).toContain('not asked: &lt;b&gt;x');
    expect(page).toContain('Partial: no clean list');
    const chinese = renderHtml(reportData({ summary: summary({ partial }) }), book, 'zh', () => jpeg);
    expect(chinese).toContain('<title>部分检查 · ');
    expect(renderHtml(reportData(), book, 'en', () => jpeg)).not.toContain('PARTIAL');
  });

  it('stays one that can be mailed: 500 samples, huge names and payloads, 1,000 labels', () => {
    const huge = 'x<'.repeat(500_000);
    const items = Array.from({ length: 500 }, (_, at) =>
      item(
        `${at}/${huge}`,
        Array.from({ length: 40 }, () => finding('k', 'image/barcode', { payload: huge, more: [huge, huge] })),
      ),
    );
    const labels = Array.from({ length: 1_000 }, (_, at) => ({
      label: `${at}${huge}`,
      split: huge,
      count: at,
      clean: at,
    }));
    const page = renderHtml(reportData({ items, labels, itemsTotal: 90_000 }), book, 'en', () => jpeg);
    expect(page.length).toBeLessThan(16_000_000);
    expect(page).toContain('500 of 90,000 samples');
  });

  it('leaves out pictures that are too heavy, too many, or no pictures', () => {
    const pictures = (bytes: Buffer, count = 3) => {
      const items = Array.from({ length: count }, (_, at) => item(`${at}.jpg`, []));
      return renderHtml(reportData({ items }), book, 'en', () => bytes).split('<img ').length - 1;
    };
    expect(pictures(jpeg)).toBe(3);
    expect(pictures(Buffer.from('<svg onload="alert(1)"/>'))).toBe(0);
    expect(pictures(Buffer.concat([jpeg, Buffer.alloc(100_000)]))).toBe(0);
    expect(pictures(Buffer.concat([jpeg, Buffer.alloc(40_000)]), 500)).toBeLessThan(150);
  });

  it('draws plots of targets that are constant, empty, enormous or not numbers', () => {
    const histograms = [
      { edges: [5, 5], counts: [10] },
      { edges: [], counts: [] },
      { edges: [-1e308, 0, 1e308], counts: [1, 2] },
      { edges: [Number.NaN, Number.POSITIVE_INFINITY], counts: [3] },
      { edges: [0, 1], counts: [0] },
    ];
    for (const histogram of histograms) {
      const targets = [{ name: 'age', method: 'standard', before: histogram, after: histogram }];
      const page = renderHtml(reportData({ targets }), book, 'en', () => undefined);
      expect(page).not.toMatch(/(x|y|width|height|x1|x2)="(NaN|-?Infinity|undefined)/);
    }
  });

  it('says that nothing was found where nothing was, and leaves out what there is nothing of', () => {
    const counts = { ok: 1_200, suspect: 0, bad: 0, 'over-limit': 0, unexamined: 0 };
    const clean = summary({ counts, groups: [], culprits: [], targets: [], movePlan: { samples: 0, files: 0 } });
    const page = renderHtml(
      { summary: clean, items: [], itemsTotal: 0, labels: [], targets: [] },
      book,
      'en',
      () => undefined,
    );
    expect(page).toContain('All 1,200 samples were examined and are fit for training');
    expect(page).toContain('No sample deserves a look.');
    expect(page).not.toContain('id="labels"');
    expect(page).not.toContain('id="targets"');
  });

  it('says what was moved and marks it', () => {
    const items = [item('a.jpg', [], { quarantined: true })];
    const moved = summary({ quarantine: { place: '/data/pets.quarantine', moved: 1, failed: [] } });
    const page = renderHtml(reportData({ summary: moved, items }), book, 'en', () => undefined);
    expect(page).toContain('samples moved: 1, to /data/pets.quarantine');
    expect(page).toContain('>in quarantine<');
  });
});

describe('the page of a run with the probe', () => {
  const page = renderHtml(probedData(), book, 'en', () => jpeg);

  it('plots losses by rank on a logarithmic scale where they span decades, and leads to the outlier in the gallery', () => {
    expect(page).toContain('Losses (l2) of 1,198 samples by rank, from 0.5 to 2,500,000');
    expect(page).toContain('The scale is logarithmic.');
    const { id } = probedData().items[0]!;
    expect(page.match(new RegExp(`href="#item-${id}"`, 'g'))).toHaveLength(1);
  });

  it('names the first place that is not finite, and the headroom of each layer', () => {
    expect(page).toMatch(
      /preprocessing<\/td><td class="mono">standardize<\/td><td class="num">2<\/td>.*cat\/blank\.jpg/,
    );
    expect(page).toMatch(/conv1<\/th><td class="num">131,000<\/td><td class="num">0\.5 ×<\/td>/);
  });

  it('has the same in Chinese, and nothing of it without a probe', () => {
    expect(renderHtml(probedData(), book, 'zh', () => jpeg)).toContain('纵轴为对数刻度');
    expect(renderHtml(reportData(), book, 'en', () => jpeg)).not.toContain('Probe network');
  });
});

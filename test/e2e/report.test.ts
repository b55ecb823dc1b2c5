/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lang } from '../../src/messages/fill.ts';
import type { ReportData } from '../../src/model/summary.ts';
import { renderHtml } from '../../src/report/html/page.ts';
import { book, HOSTILE, hostileData, probedData, reportData } from '../report/report-data.ts';
import { findChromium, launch } from './chromium.ts';

const found = findChromium();
if ('missing' in found) console.warn(`SKIPPED: the report in a real browser: ${found.missing}`);

/** What a page did beyond being shown: all of it must stay empty. */
interface Deeds {
  readonly dialogs: string[];
  readonly errors: string[];
  readonly requests: string[];
  readonly navigations: string[];
}

describe.skipIf('missing' in found)('the report in a real Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prepass-report-'));
  let browser: Browser;
  let thumbnail: Buffer;

  beforeAll(async () => {
    if ('missing' in found) return;
    browser = await launch(found.path);
    thumbnail = await sharp({ create: { width: 96, height: 64, channels: 3, background: '#5a8' } })
      .jpeg()
      .toBuffer();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (
    data: ReportData,
    lang: Lang,
    more: { javaScriptEnabled?: boolean; colorScheme?: 'dark' } = {},
  ) => {
    const file = join(folder, 'index.html');
    writeFileSync(
      file,
      renderHtml(data, book, lang, () => thumbnail),
    );
    const url = pathToFileURL(file).href;
    const context = await browser.newContext({ ...more, offline: true });
    const page = await context.newPage();
    const deeds: Deeds = { dialogs: [], errors: [], requests: [], navigations: [] };
    page.on('dialog', (dialog) => {
      deeds.dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('console', (message) => deeds.errors.push(message.text()));
    page.on('pageerror', (error) => deeds.errors.push(String(error)));
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) deeds.requests.push(request.url());
    });
    page.on('framenavigated', (frame) => deeds.navigations.push(frame.url()));
    await page.goto(url);
    return { page, deeds, url, close: () => context.close() };
  };

  const poke = async (page: Page) => {
    await page.evaluate(() => {
      for (const element of document.querySelectorAll('*')) {
        for (const kind of ['mouseover', 'focus', 'click', 'error', 'load']) {
          // A click on a link to a place on the page is harmless; what must not happen is anything else.
          element.dispatchEvent(new Event(kind, { bubbles: false, cancelable: true }));
        }
      }
    });
    await page.waitForTimeout(20);
  };

  const visibleItems = (page: Page) => page.locator('#items > li:visible').count();

  it.each(HOSTILE)('stays text whatever the dataset holds: %j', async (text) => {
    const { page, deeds, url, close } = await open(hostileData(text), 'en');
    await poke(page);
    expect(deeds).toEqual({ dialogs: [], errors: [], requests: [], navigations: [url] });
    const structure = await page.evaluate(() => ({
      scripts: document.scripts.length,
      styles: document.querySelectorAll('style').length,
      foreign: document.querySelectorAll('iframe,object,embed,base,link:not([rel=icon]),body script:not(:last-child)')
        .length,
      forms: document.forms.length,
      handlers: [...document.querySelectorAll('*')].filter((element) =>
        [...element.attributes].some(
          (attribute) =>
            /^on|^style$/.test(attribute.name) || (/javascript:/i.test(attribute.value) && attribute.name === 'href'),
        ),
      ).length,
      items: document.querySelectorAll('#items > li').length,
    }));
    expect(structure).toEqual({ scripts: 1, styles: 1, foreign: 0, forms: 1, handlers: 0, items: 5 });
    expect(await page.locator('h1').innerText()).toContain('9 of 1,200 samples');
    await close();
  });

  it('would stop a script even if an escape were forgotten', async () => {
    const { page, close } = await open(reportData(), 'en');
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "ran"';
      document.body.append(script);
      return document.title === 'ran';
    });
    expect(ran).toBe(false);
    await close();
  });

  it.each(['en', 'zh'] as const)('filters by words, verdict and check (%s)', async (lang) => {
    const { page, deeds, close } = await open(reportData(), lang);
    expect(await visibleItems(page)).toBe(5);
    await page.fill('[name=words]', 'CUT.jpg');
    expect(await visibleItems(page)).toBe(1);
    expect(await page.locator('#shown').innerText()).toMatch(lang === 'en' ? '1 of 5' : '1 / 5');
    await page.click('button[type=reset]');
    await page.waitForFunction(() => document.querySelectorAll('#items > li:not([hidden])').length === 5);
    await page.selectOption('[name=verdict]', 'suspect');
    expect(await visibleItems(page)).toBe(1);
    await page.selectOption('[name=verdict]', '');
    await page.selectOption('[name=check]', {
      label: lang === 'en' ? 'About image/truncated' : '关于 image/truncated',
    });
    expect(await visibleItems(page)).toBe(2);
    await page.fill('[name=words]', 'no such thing');
    expect(await visibleItems(page)).toBe(0);
    expect(deeds.errors).toEqual([]);
    await close();
  });

  it.each(['en', 'zh'] as const)('reads whole without scripts (%s)', async (lang) => {
    const { page, deeds, close } = await open(reportData(), lang, { javaScriptEnabled: false });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await visibleItems(page)).toBe(5);
    const text = await page.locator('body').innerText();
    for (const part of ['cat/hijacked.jpg', 'https[:]//example[.]com/pay', 'labels.csv', '1,185'])
      expect(text).toContain(part);
    for (const words of Object.values(book))
      for (const part of [words.why, words.remedy]) expect(text).toContain(part[lang]);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang === 'en' ? 'en' : 'zh-CN');
    expect(await page.locator('svg.plot').count()).toBe(2);
    expect(deeds.errors).toEqual([]);
    await close();
  });

  it('shows its pictures and the plots at their size, in dark as in light', async () => {
    for (const more of [{}, { colorScheme: 'dark' as const }]) {
      const { page, close } = await open(reportData(), 'en', more);
      const image = page.locator('#items img').first();
      await image.scrollIntoViewIfNeeded();
      await page.waitForFunction(() => document.querySelector<HTMLImageElement>('#items img')?.naturalWidth === 96);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      const contrast = await page.evaluate(contrasts);
      expect(contrast.filter((each) => each.ratio < 4.5)).toEqual([]);
      await close();
    }
  });

  it.each(['en', 'zh'] as const)('plots the probe, legible in dark as in light, on a phone too (%s)', async (lang) => {
    for (const more of [{}, { colorScheme: 'dark' as const }]) {
      const { page, deeds, close } = await open(probedData(), lang, { ...more, javaScriptEnabled: true });
      expect(await page.locator('section[aria-labelledby=probe] svg.plot polyline').count()).toBe(1);
      const plot = await page.locator('section[aria-labelledby=probe] svg.plot').boundingBox();
      expect(plot!.height).toBeGreaterThan(100);
      expect((await page.evaluate(contrasts)).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      expect(deeds.errors).toEqual([]);
      await close();
    }
  });

  it('can be read on a phone without scrolling sideways, the longest of names included', async () => {
    const long = reportData();
    const key = `${'a-very-long-folder-name/'.repeat(30)}x.jpg`;
    const items = long.items.map((item) => ({ ...item, key, label: key }));
    const { page, close } = await open({ ...long, items, summary: { ...long.summary, dataset: key } }, 'en');
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await close();
  });

  it('leads from a finding to what it means, by keyboard', async () => {
    const { page, close } = await open(reportData(), 'en');
    await page.locator('#items a').first().focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.querySelector(':target')?.textContent))
      .toContain('Why image/barcode');
    const names = await page.evaluate(() => ({
      unnamed: document.querySelectorAll('img:not([alt]), svg:not([aria-label]):not([aria-hidden])').length,
      unlabeled: [...document.querySelectorAll('input,select')].filter((element) => element.closest('label') === null)
        .length,
      headings: [...document.querySelectorAll('h1,h2,h3,h4')].map((heading) => Number(heading.tagName[1])),
      ids:
        document.querySelectorAll('[id]').length -
        new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)).size,
    }));
    expect(names).toMatchObject({ unnamed: 0, unlabeled: 0, ids: 0 });
    expect(names.headings.filter((level) => level === 1)).toHaveLength(1);
    for (const [at, level] of names.headings.entries()) {
      expect(level - (names.headings[at - 1] ?? 1)).toBeLessThanOrEqual(1);
    }
    await close();
  });
});

/** WCAG contrast of every text against the first opaque background behind it. Runs in the page. */
const contrasts = (): { text: string; ratio: number }[] => {
  const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
    const linear = [r, g, b].map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  };
  const behind = (element: Element | null): number[] => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if ((color[3] ?? 1) > 0.99) return color;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].flatMap((element) => {
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === 3)
      .map((node) => node.textContent)
      .join('')
      .trim();
    if (text === '' || ['SCRIPT', 'STYLE', 'OPTION'].includes(element.tagName)) return [];
    const style = getComputedStyle(element);
    const front = luminance(channels(element instanceof SVGElement ? style.fill : style.color));
    const back = luminance(behind(element));
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    return [{ text: `${element.tagName} ${text.slice(0, 40)}`, ratio }];
  });
};

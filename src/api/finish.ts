import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from '../catalog/run-folder.ts';
import { sealFile } from '../catalog/sealed-file.ts';
import type { Lang } from '../messages/fill.ts';
import type { ReportData, RunSummary } from '../model/summary.ts';
import { renderHtml } from '../report/html/page.ts';
import { book } from './book.ts';
import type { Scan } from './scan.ts';

/** Draws the page from what the run recorded; nothing of the dataset is read. Answers its path. */
export const drawPage = (folder: RunFolder, data: ReportData, lang: Lang): string => {
  const thumbnail = (name: string): Uint8Array | undefined => {
    try {
      return readFileSync(join(folder.evidence, name));
    } catch {
      return undefined;
    }
  };
  sealFile(folder.reportPage, renderHtml(data, book, lang, thumbnail));
  return folder.reportPage;
};

/** run.json last: where it is, the rest is whole. */
export const sealReport = (folder: RunFolder, data: ReportData, lang: Lang): void => {
  sealFile(folder.reportData, JSON.stringify(data));
  drawPage(folder, data, lang);
  sealFile(folder.run, `${JSON.stringify(data.summary, null, 1)}\n`);
};

/** Seals run.json and the report, and removes the scratch. */
export const finishRun = (scanned: Scan, summary: RunSummary, movedKeys: ReadonlySet<string>): ReportData => {
  const { folder, conclusion, drawn, plan } = scanned;
  const items = conclusion.items.map(
    ({ ordinal: _, resource: __, cell: ___, range: ____, hide: _____, sha256: ______, ...item }) => ({
      ...item,
      thumbnail: item.thumbnail !== null && drawn.has(item.thumbnail) ? item.thumbnail : null,
      ...(movedKeys.has(item.key) && { quarantined: true }),
    }),
  );
  const { itemsTotal, labels, targetPlots: targets, probePlots: probe } = conclusion;
  const data: ReportData = { summary, items, itemsTotal, labels, targets, ...(probe && { probe }) };
  sealReport(folder, data, plan.config.lang);
  rmSync(folder.work, { recursive: true, force: true });
  // What was merged; a run that was stopped goes on with it.
  if (conclusion.features !== undefined) rmSync(folder.featureSums, { recursive: true, force: true });
  return data;
};

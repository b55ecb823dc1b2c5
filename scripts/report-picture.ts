/** A picture of a run's report for the README: `npx tsx scripts/report-picture.ts RUN_FOLDER OUT.png [dark]`. */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium, launch } from '../test/e2e/chromium.ts';

const [folder, picture, scheme] = process.argv.slice(2);
if (folder === undefined || picture === undefined)
  throw new Error('usage: report-picture.ts RUN_FOLDER OUT.png [dark]');
const found = findChromium();
if ('missing' in found) throw new Error(found.missing);

const browser = await launch(found.path);
try {
  const page = await browser.newPage({
    viewport: { width: 1200, height: 1500 },
    colorScheme: scheme === 'dark' ? 'dark' : 'light',
  });
  await page.goto(pathToFileURL(resolve(join(folder, 'report', 'index.html'))).href);
  await page.screenshot({ path: picture });
} finally {
  await browser.close();
}

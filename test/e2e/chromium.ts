import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isExecutable);

const install = (): void => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['update', '-q'], { env, stdio: 'pipe' });
  execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env, stdio: 'pipe' });
};

/** A real Chromium of the system, installed first where that may be done; or why there is none. */
export const findChromium = (): { readonly path: string } | { readonly missing: string } => {
  const stated = process.env.CHROMIUM_PATH;
  if (stated !== undefined && stated !== '') {
    return isExecutable(stated) ? { path: stated } : { missing: `CHROMIUM_PATH is not executable: ${stated}` };
  }
  const found = onPath();
  if (found !== undefined) return { path: found };
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    return { missing: `none of ${NAMES.join(', ')} on PATH; set CHROMIUM_PATH (only root on Debian installs one)` };
  }
  try {
    install();
  } catch (error) {
    return { missing: `apt-get could not install chromium: ${String(error)}` };
  }
  const installed = onPath();
  return installed === undefined ? { missing: 'chromium was installed but is not on PATH' } : { path: installed };
};

export const launch = (path: string): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

import { createHash } from 'node:crypto';
import type { Fixture, FixtureMakers } from '../../fixtures/make/fixture.ts';
import type { AnyCheck } from '../../src/model/check.ts';

const FOLDER = 'fixtures/corrupt';

/** One line of `fixtures/corrupt/manifest.json`. */
export interface FixtureEntry {
  /** Relative to `fixtures/corrupt/`. */
  readonly file: string;
  readonly check: string;
  /** The code expected of the check; null: it must stay silent. */
  readonly code: string | null;
  readonly sha256: string;
  readonly maker: string;
  readonly how?: string;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Everything under `fixtures/corrupt/`, path to bytes. What is wrong with a maker goes to `complain`. */
export const fixtureFiles = async (
  makers: ReadonlyMap<string, FixtureMakers>,
  checks: readonly AnyCheck[],
  complain: (message: string) => void,
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const files = new Map<string, Uint8Array>();
  const entries: FixtureEntry[] = [];

  const add = (maker: string, check: string, fixture: Fixture, prefix: 'flagged' | 'clean') => {
    const file = `${check}/${prefix}-${fixture.name}`;
    if (files.has(`${FOLDER}/${file}`)) complain(`${maker}: ${file} is made twice`);
    const code = prefix === 'flagged' ? (fixture.code ?? null) : null;
    if (prefix === 'flagged' && (code === null || byId.get(check)?.codes[code] === undefined)) {
      complain(`${maker}: ${file} expects the code ${code}, which ${check} does not have`);
    }
    files.set(`${FOLDER}/${file}`, fixture.bytes);
    if (fixture.manifest !== undefined) files.set(`${FOLDER}/${file}.csv`, Buffer.from(fixture.manifest));
    const { how } = fixture;
    entries.push({ file, check, code, sha256: sha256(fixture.bytes), maker, ...(how === undefined ? {} : { how }) });
  };

  for (const [maker, makersOfFile] of makers) {
    for (const [check, make] of Object.entries(makersOfFile)) {
      if (!byId.has(check)) complain(`${maker}: there is no check ${check}`);
      try {
        const { flagged, clean } = await make();
        for (const fixture of flagged) add(maker, check, fixture, 'flagged');
        for (const fixture of clean) add(maker, check, fixture, 'clean');
      } catch (error) {
        complain(`${maker}: ${check}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  entries.sort((a, b) => (a.file < b.file ? -1 : 1));
  files.set(`${FOLDER}/manifest.json`, Buffer.from(`${JSON.stringify(entries, null, 1)}\n`));
  return files;
};

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { grayJpeg } from '../../fixtures/make/jpeg.ts';
import { grayPng, scene } from '../../fixtures/make/png.ts';
import type { FixtureEntry } from '../../scripts/generate/fixture-files.ts';
import empty from '../../src/checks/file/empty.ts';
import errorPage from '../../src/checks/file/error-page.ts';
import formatMismatch from '../../src/checks/file/format-mismatch.ts';
import gitLfsPointer from '../../src/checks/file/git-lfs-pointer.ts';
import corrupt from '../../src/checks/image/corrupt.ts';
import decoderFailure from '../../src/checks/image/decoder-failure.ts';
import inf from '../../src/checks/image/inf.ts';
import nan from '../../src/checks/image/nan.ts';
import overLimit from '../../src/checks/image/over-limit.ts';
import trailingData from '../../src/checks/image/trailing-data.ts';
import truncated from '../../src/checks/image/truncated.ts';
import unsupported from '../../src/checks/image/unsupported.ts';
import { coefficientsOf } from '../../src/decode/codecs/jpeg-coefficients.ts';
import { createImageExaminer } from '../../src/decode/image.ts';
import { hasLoneBlock } from '../../src/measures/lone-block.ts';
import type { AnyCheck, Code, Need } from '../../src/model/check.ts';
import { limitsSchema } from '../../src/model/config.ts';
import type { Facets, FileFacet, Luma } from '../../src/model/facets.ts';

const CHECKS: readonly AnyCheck[] = [
  empty,
  errorPage,
  formatMismatch,
  gitLfsPointer,
  corrupt,
  decoderFailure,
  inf,
  nan,
  overLimit,
  trailingData,
  truncated,
  unsupported,
];
/** Their trouble is the system's, not the file's: no bytes can carry it. */
const NOT_IN_BYTES = new Set(['file/unreadable', 'image/decoder-failure', 'file/missing', 'file/manifest-row']);

let scratch = new Uint8Array(1 << 16);
const noPreview: Luma = { width: 1, height: 1, data: Uint8Array.of(0) };
const examiner = createImageExaminer({
  limits: limitsSchema.parse({}),
  luma: {
    scratch: (bytes) => {
      if (scratch.length < bytes) scratch = new Uint8Array(bytes);
      return scratch;
    },
    hasLoneBlock: (width, height) => hasLoneBlock({ width, height, data: scratch }),
    reduce: () => noPreview,
  },
  coefficientsOf,
});

interface Told {
  readonly check: string;
  readonly code: string;
  readonly severity: string;
  readonly verdict: string;
}

/** What all file and image checks say of a file that the real decoders were given. A measured mismatch counts as a finding. */
const told = async (bytes: Uint8Array, name: string): Promise<readonly Told[]> => {
  const file: FileFacet = { size: bytes.length, extension: extname(name).slice(1).toLowerCase() };
  const made = await examiner.examine(bytes, file);
  const annotations: Facets['annotations'] = { labelDomain: { ignored: [] }, targets: {}, problems: [] };
  const facets: Partial<Facets> = { ...made.facets, file, bytes, annotations };
  return CHECKS.flatMap((check) => {
    if (!check.needs.every(({ facet }: Need) => facets[facet] !== undefined)) return [];
    const subjects = (check.attempts ?? []).map(({ facet }) => facet);
    const context = { role: 'image' as const, faults: made.faults.filter(({ facet }) => subjects.includes(facet)) };
    const options = check.options.parse({});
    const codes = [...(check.inspect?.(facets, options, context) ?? [])].map(({ code }) => code as string);
    if (check.measure?.(facets, options, context) !== undefined) codes.push('mismatch');
    return codes.map((code) => {
      const { severity, verdict }: Code = check.codes[code];
      return { check: check.id, code, severity, verdict };
    });
  });
};

const entries: readonly FixtureEntry[] = JSON.parse(readFileSync('fixtures/corrupt/manifest.json', 'utf8'));
const own = entries.filter(({ check, file }) => CHECKS.some(({ id }) => id === check) && !file.endsWith('.csv'));

describe('fixtures under the real decoders', () => {
  for (const { file, check, code } of own) {
    if (code !== null && NOT_IN_BYTES.has(check)) continue;
    const expected = code === null ? 'leaves' : `gives only ${check} ${code} for`;
    it(`${expected} ${file}`, async () => {
      const findings = await told(readFileSync(`fixtures/corrupt/${file}`), file);
      if (code === null) expect(findings.filter((found) => found.check === check)).toEqual([]);
      else expect(findings.map((found) => [found.check, found.code])).toEqual([[check, code]]);
    });
  }
});

describe('one cause, one finding', () => {
  for (const [name, whole] of Object.entries({ 'a.jpg': grayJpeg(24, 16), 'a.png': grayPng(12, 9, scene) })) {
    it(`calls every beginning of ${name} bad, once`, async () => {
      for (let length = 0; length < whole.length; length += 1) {
        const findings = await told(whole.subarray(0, length), name);
        expect(
          findings.map(({ verdict }) => verdict),
          `${length} bytes: ${JSON.stringify(findings)}`,
        ).toEqual(['bad']);
      }
      expect(await told(whole, name)).toEqual([]);
    });
  }

  it('names the content of what is no image, whatever image it is named after', async () => {
    const contents = { zip: 'PK\x03\x04\x14\0\0\0', pdf: '%PDF-1.4\n', text: 'nothing to see' };
    for (const content of Object.values(contents)) {
      for (const extension of ['jpg', 'png', 'gif', 'webp', 'tif', 'bmp']) {
        const findings = await told(Buffer.from(content, 'latin1'), `a.${extension}`);
        expect(findings.map(({ check, code }) => `${check} ${code}`)).toEqual(['image/corrupt not-an-image']);
      }
    }
  });
});

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Decoder, readingBy } from '../../src/checks/decoders.ts';
import { createImageExaminer } from '../../src/decode/image.ts';
import { createLumaReducer } from '../../src/decode/preview.ts';
import { limitsSchema } from '../../src/model/config.ts';
import type { Header } from '../../src/model/facets.ts';
import type { Bar } from './bars.ts';
import { askPeer } from './peers/describing.ts';
import { PYTHON } from './peers/python.ts';
import { CORPORA, filesBelow, ROOT, WORK } from './places.ts';

/** Levels by which a quarter's mean may differ: other upsampling of colors, other rounding. */
const SAME_WITHIN = 6;
/** Made anew each time, in here. */
const VARIED = join(WORK, 'varied');

interface Described {
  readonly width: number;
  readonly height: number;
  /** Mean luma, 0 to 255: upper left, upper right, lower left, lower right. */
  readonly quarters: readonly [number, number, number, number];
}

interface Ours {
  readonly path: string;
  readonly header: Header;
}

type Quarters = Described['quarters'];

/** Where each quarter of the upright picture comes from, by Exif orientation 1 to 8. */
const TURNED = ['', '0123', '1032', '3210', '2301', '0213', '2031', '3120', '1302'];

const upright = (quarters: Quarters, orientation: number): Quarters =>
  [...TURNED[orientation]!].map((from) => quarters[Number(from)]!) as unknown as Quarters;

const isNear = (a: Quarters, b: Quarters): boolean => a.every((level, at) => Math.abs(level - b[at]!) <= SAME_WITHIN);

/** What prepass reads without complaint. */
const readByPrepass = async (paths: readonly string[]): Promise<readonly Ours[]> => {
  const examiner = createImageExaminer({ limits: limitsSchema.parse({}), luma: createLumaReducer() });
  const read: Ours[] = [];
  for (const path of paths) {
    const bytes = readFileSync(path);
    const file = { size: bytes.length, extension: extname(path).slice(1).toLowerCase() };
    const { facets, faults } = await examiner.examine(bytes, file);
    const { header, decoding, container } = facets;
    const isWhole = container === undefined || (container.end !== undefined && container.damage.length === 0);
    if (faults.length > 0 || !isWhole || decoding === undefined || decoding.warnings.length > 0) continue;
    if (header !== undefined) read.push({ path, header });
  }
  return read;
};

/** Upright, if the decoder hands the picture out as the table says. */
const uprightQuarters = (decoder: Decoder, header: Header, quarters: Quarters): Quarters => {
  const reading = readingBy(decoder, header);
  const isIgnored = reading.kind === 'read' && reading.differences.includes('exif-ignored');
  return isIgnored ? upright(quarters, header.orientation) : quarters;
};

/** Whether other levels are to be expected. */
const isChanged = (decoder: Decoder, header: Header): boolean => {
  const reading = readingBy(decoder, header);
  return reading.kind === 'read' && reading.differences.some((told) => told === 'clipped' || told === 'alpha-blended');
};

type Answers = ReadonlyMap<string, Described | null>;

/** `reference`: the upright picture by another file or another decoder; undefined where there is none. */
const disagreement = (
  decoder: Decoder,
  { header }: Ours,
  theirs: Described | null,
  reference: Quarters | undefined,
): string | undefined => {
  const reading = readingBy(decoder, header);
  if (theirs === null) return reading.kind === 'refused' ? undefined : 'refused, said to be read';
  if (reading.kind === 'refused') return `read, said to be refused (${reading.what})`;
  if (reference === undefined) return undefined;
  const same = isNear(uprightQuarters(decoder, header, theirs.quarters), reference);
  if (isChanged(decoder, header)) return same ? 'the same picture, said to be another' : undefined;
  if (same) return undefined;
  const levels = (list: Quarters) => list.map((level) => level.toFixed(0)).join(' ');
  return `another picture: quarters ${levels(theirs.quarters)} against ${levels(reference)}`;
};

const barOf = (decoder: 'pillow' | 'opencv', ours: readonly Ours[], by: Readonly<Record<string, Answers>>): Bar => {
  const other = decoder === 'pillow' ? 'opencv' : 'pillow';
  const referenceOf = ({ path, header }: Ours): Quarters | undefined => {
    if (path.startsWith(VARIED))
      return upright(by[decoder]!.get(join(VARIED, 'rgb.png'))!.quarters, header.orientation);
    const theirs = by[other]!.get(path);
    if (theirs === null || theirs === undefined || isChanged(other, header)) return undefined;
    return uprightQuarters(other, header, theirs.quarters);
  };
  const cases = ours.flatMap((one) => {
    const told = disagreement(decoder, one, by[decoder]!.get(one.path) ?? null, referenceOf(one));
    const { format, color, depth, channels, frames } = one.header;
    const kind = `${format} ${color} ${depth} bit x ${channels}, frames: ${frames}`;
    return told === undefined ? [] : [`${one.path}: ${told} (${kind})`];
  });
  return {
    name: `what ${decoder} makes of pictures is as image/decoder-disagreement says`,
    measured: `${ours.length - cases.length} of ${ours.length}`,
    owed: 'each disagreement listed',
    holds: ours.length > 0,
    cases,
  };
};

const labelled = (): readonly string[] =>
  (parse(readFileSync(join(CORPORA, 'images/labels.csv')), { columns: true }) as { path: string; expected: string }[])
    .filter(({ expected }) => expected !== 'corrupt')
    .map(({ path }) => join(CORPORA, 'images', path));

/**
 * The tables for Pillow and OpenCV against the real ones, over the labelled images that are not corrupt, generated ones of every kind that
 * decoders treat differently, and `more` paths. A labelled picture is compared between the two, a generated one with its plain form.
 */
export const measureDecoders = async (more: readonly string[] = []): Promise<readonly Bar[]> => {
  rmSync(VARIED, { recursive: true, force: true });
  execFileSync(PYTHON, [join(ROOT, 'scripts/peers/make_varied.py'), VARIED]);
  const varied = filesBelow(VARIED).map((name) => join(VARIED, name));
  const ours = await readByPrepass([...labelled(), ...varied, ...more]);
  const paths = ours.map(({ path }) => path);
  const ask = (decoder: string): Promise<Answers> => askPeer<Described | null>(['describe.py', decoder], paths);
  const by = { pillow: await ask('pillow'), opencv: await ask('opencv') };
  return [barOf('pillow', ours, by), barOf('opencv', ours, by)];
};

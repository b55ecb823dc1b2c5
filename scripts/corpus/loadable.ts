import type { Bar } from './bars.ts';
import type { Panel } from './peers/panel.ts';
import type { Complaint, Peer } from './peers/peer.ts';
import { OPENCV, PILLOW } from './peers/python.ts';
import type { Run } from './prepass.ts';

interface Reader {
  readonly peer: Peer;
  /** Formats, by prepass's names, that Debian's build of it reads. */
  readonly reads: ReadonlySet<string>;
}

const PILLOW_READS = 'jpeg png gif webp tiff bmp tga pnm ico jp2'.split(' ');
const OPENCV_READS = 'jpeg png webp tiff bmp pnm jp2 hdr exr'.split(' ');
const READERS: readonly Reader[] = [
  { peer: PILLOW, reads: new Set(PILLOW_READS) },
  { peer: OPENCV, reads: new Set(OPENCV_READS) },
];

interface Clean {
  readonly path: string;
  /** What each reader of the format says that refuses it. */
  readonly refusals: readonly string[];
  readonly readers: number;
}

const cleanImages = (runs: readonly Run[]) =>
  runs.flatMap(({ samples, clean }) => {
    const wanted = new Set(clean);
    return samples.filter(({ path }) => wanted.has(path));
  });

const askedOf = async (runs: readonly Run[], panel: Panel): Promise<readonly Clean[]> => {
  const images = cleanImages(runs);
  const heard: { readonly reader: Reader; readonly complaints: ReadonlyMap<string, Complaint> }[] = [];
  for (const reader of READERS) {
    const paths = images.filter(({ format }) => reader.reads.has(format)).map(({ path }) => path);
    const complaints = await panel.ask(reader.peer, paths);
    if (complaints !== undefined) heard.push({ reader, complaints });
  }
  return images.map(({ path, format }) => {
    const readers = heard.filter(({ reader }) => reader.reads.has(format));
    const refusals = readers.flatMap(({ reader, complaints }) => {
      const complaint = complaints.get(path);
      return complaint?.kind === 'refused' ? [`${reader.peer.name}: ${complaint.message}`] : [];
    });
    return { path, refusals, readers: readers.length };
  });
};

/** Everything that clean/ hands to a trainer is read to the end by what trainers read with. */
export const measureLoadable = async (
  runs: readonly Run[],
  knownGood: ReadonlySet<string>,
  panel: Panel,
): Promise<readonly Bar[]> => {
  const read = (await askedOf(runs, panel)).filter(({ readers }) => readers > 0);
  const noteOf = (path: string): string => (knownGood.has(path) ? ' (known to be good: not counted)' : '');
  const caseOf = ({ path, refusals }: Clean): string => `${path}: ${refusals.join('; ')}${noteOf(path)}`;
  const refused = read.filter(({ refusals }) => refusals.length > 0);
  const byAll = refused.filter(({ refusals, readers }) => refusals.length === readers);
  const bySome = refused.filter(({ refusals, readers }) => refusals.length < readers);
  const counted = byAll.filter(({ path }) => !knownGood.has(path));
  return [
    {
      name: 'clean images that neither Pillow nor OpenCV can read, of those whose format one of them reads',
      measured: `${counted.length} of ${read.length}`,
      owed: '0',
      holds: read.length > 0 && counted.length === 0,
      cases: byAll.map(caseOf),
    },
    {
      name: 'clean images that one of the two refuses and the other reads',
      measured: `${bySome.length} of ${read.length}`,
      owed: 'listed',
      holds: true,
      cases: bySome.map(caseOf),
    },
  ];
};

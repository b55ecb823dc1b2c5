import partialDownload from '../../../src/checks/file/partial-download.ts';
import type { Container, Decoding, Facets, Fault } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';

const annotations = { labelDomain: { ignored: [] }, targets: {}, problems: [] };
const beside = (controlFile: string) => ({ ...annotations, controlFile });
const ENDED: Container = { format: 'jpeg', end: 100, damage: [] };
const CUT: Container = { format: 'jpeg', missing: 'EOI', damage: [] };
const decoding: Decoding = { decoder: 'libjpeg-turbo', warnings: [] };
const cutFault: Fault = { facet: 'decoding', kind: 'truncated', detail: 'premature end' };

/** A file of `data` bytes that are none, and zeros after them. */
const file = (zeros: number, extension = 'jpg', data = 100): Pick<Facets, 'file' | 'bytes'> => {
  const bytes = new Uint8Array(data + zeros);
  bytes.fill(7, 0, data);
  return { file: { size: bytes.length, extension }, bytes };
};

testCheck(partialDownload, {
  cases: [
    {
      name: 'flags a file whose aria2 control file is there, however it reads',
      facets: { ...file(0), annotations: beside('cat/a.jpg.aria2'), container: ENDED, decoding },
      finds: [{ code: 'control-file', data: { control: 'a.jpg.aria2' } }],
    },
    {
      name: 'flags an array with one too',
      role: 'array',
      facets: { file: { size: 100, extension: 'npy' }, annotations: beside('x.npy.aria2') },
      finds: ['control-file'],
    },
    {
      name: 'flags the empty place that a browser keeps for its .part',
      facets: { ...file(0, 'jpg', 0), annotations: beside('a.jpg.part') },
      finds: ['control-file'],
    },
    {
      name: 'flags a file whose download is not over, though its own bytes tell nothing',
      facets: { ...file(0), annotations: beside('a.jpg.crdownload'), container: ENDED, decoding },
      finds: [{ code: 'control-file', data: { control: 'a.jpg.crdownload' } }],
    },
    {
      name: 'flags a file that is called unfinished and has no end',
      facets: { ...file(0, 'crdownload'), annotations, container: CUT },
      faults: [cutFault],
      finds: [{ code: 'unfinished', data: { extension: 'crdownload' } }],
    },
    {
      name: 'only suspects a whole one of such a name',
      facets: { ...file(0, 'part'), annotations, container: ENDED, decoding },
      finds: ['leftover'],
    },
    {
      name: 'flags space that was reserved and never filled',
      facets: { ...file(8192), annotations, container: CUT },
      faults: [cutFault],
      finds: [{ code: 'zeros', data: { zeros: 8192 } }],
    },
    {
      name: 'flags a file of nothing but zeros',
      facets: { ...file(8192, 'jpg', 0), annotations },
      faults: [{ facet: 'header', kind: 'malformed', detail: 'no known format begins like this' }],
      finds: ['zeros'],
    },
    {
      name: 'is silent on zeros after the end mark: padding',
      facets: { ...file(8192), annotations, container: ENDED, decoding },
      finds: [],
    },
    {
      name: 'is silent on a black picture without compression',
      facets: { ...file(8192, 'bmp'), annotations, decoding },
      finds: [],
    },
    {
      name: 'is silent on zeros of a format that nothing here reads',
      facets: { ...file(8192, 'dcm'), annotations },
      faults: [{ facet: 'header', kind: 'unsupported', detail: 'dicom' }],
      finds: [],
    },
    {
      name: 'leaves a cut without zeros to image/truncated',
      facets: { ...file(100), annotations, container: CUT },
      faults: [cutFault],
      finds: [],
    },
  ],
  thresholds: {
    leastZeroBytes: {
      facets: { ...file(500), annotations, container: CUT },
      faults: [cutFault],
      silent: 501,
      flagged: 500,
    },
  },
});

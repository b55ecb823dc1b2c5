import { createPixelScan } from '../../measures/nonfinite-pixels.ts';
import type { Limits } from '../../model/config.ts';
import type { Container, Fault, PixelScan } from '../../model/facets.ts';
import { inflateBounded, inflateHead } from '../codecs/bounded-inflate.ts';
import { loadPeer, type Peer } from '../codecs/peers.ts';
import { floatsOf, previewSamples } from '../codecs/samples.ts';
import { type NiftiFields, type NiftiVolume, volumeOf } from '../container/nifti.ts';
import { classifyTail } from '../container/tail.ts';
import type { Examination, Examined } from '../examination.ts';
import { volumeOverLimit } from '../limits.ts';
import { concludeRaster } from '../raster.ts';
import { ownSignature } from '../signature.ts';

interface NiftiReader {
  readonly readHeader: (data: ArrayBuffer) => NiftiFields | null;
}

const load = (): Promise<Peer<NiftiReader>> =>
  loadPeer('nifti-reader-js', async () => (await import('nifti-reader-js')) as unknown as NiftiReader);

/** Headers of version 1 and 2. */
const HEADER_BYTES = [348, 540] as const;
/** What may follow the volume inside a gzip without being called a bomb. */
const SLACK_BYTES = 2 ** 20;

const stopped = (container: Container, fault: Omit<Fault, 'facet'>, header?: NiftiVolume['header']): Examined => ({
  facets: { container, ...(header && { header }) },
  faults: [{ ...fault, facet: header === undefined ? 'header' : 'decoding' }],
});

const cut = (missing: string, header?: NiftiVolume['header']): Examined =>
  stopped(
    { format: 'nifti', missing, damage: [] },
    { kind: 'truncated', detail: `${missing} missing`, cause: 'premature-end' },
    header,
  );

const readFields = ({ readHeader }: NiftiReader, head: Uint8Array): NiftiFields | undefined => {
  try {
    return readHeader(new Uint8Array(head.subarray(0, HEADER_BYTES[1] + 4)).buffer) ?? undefined;
  } catch {
    return undefined;
  }
};

const scanOf = (voxels: Uint8Array, volume: NiftiVolume): PixelScan | undefined => {
  const { header, sliceBytes } = volume;
  const { width, channels, frames, sampleFormat } = header;
  if (sampleFormat !== 'float' && sampleFormat !== 'complex') return undefined;
  const scan = createPixelScan();
  for (let slice = 0; slice < frames; slice += 1) {
    const bytes = voxels.subarray(slice * sliceBytes, (slice + 1) * sliceBytes);
    scan.add({ data: floatsOf(bytes, { ...volume, sampleFormat }), width, channels });
  }
  return scan.result();
};

/** A volume of which all bytes are there. The preview shows its middle slice: the first is often air. */
const concludeVolume = (
  voxels: Uint8Array,
  volume: NiftiVolume,
  container: Container,
  examination: Examination,
): Examined => {
  const { header, sliceBytes } = volume;
  const { width, height, channels, sampleFormat, depth } = header;
  const middle = Math.floor(header.frames / 2) * sliceBytes;
  const data = previewSamples(voxels.subarray(middle, middle + sliceBytes), { ...volume, sampleFormat });
  const raster = { width, height, channels, data, ...(depth === 8 && sampleFormat === 'uint' && { white: 255 }) };
  const pixelScan = scanOf(voxels, volume);
  const context = { header, container, decoder: 'prepass', ...(pixelScan && { pixelScan }) };
  return concludeRaster({ raster, warnings: [] }, context, examination);
};

const closedAt = (bytes: Uint8Array, end: number): Container => ({
  format: 'nifti',
  end,
  ...(end < bytes.length && { trailing: { offset: end, bytes: bytes.length - end, kind: classifyTail(bytes, end) } }),
  damage: [],
});

const examinePlain = (bytes: Uint8Array, volume: NiftiVolume, examination: Examination): Examined => {
  const { header, offset, sliceBytes } = volume;
  const end = offset + sliceBytes * header.frames;
  if (end > bytes.length) return cut(`${end - bytes.length} of ${end - offset} bytes of voxels`, header);
  return concludeVolume(bytes.subarray(offset, end), volume, closedAt(bytes, end), examination);
};

const examineGzip = (bytes: Uint8Array, volume: NiftiVolume, examination: Examination): Examined => {
  const { header, offset, sliceBytes } = volume;
  const expectedBytes = offset + sliceBytes * header.frames;
  const inflated = inflateBounded('gzip', bytes, { mostBytes: expectedBytes + SLACK_BYTES, expectedBytes });
  if ('fault' in inflated) {
    const { fault } = inflated;
    if (fault.kind === 'truncated') return cut('the end of the gzip stream', header);
    return stopped({ format: 'nifti', end: bytes.length, damage: [] }, fault, header);
  }
  const { data, consumed } = inflated;
  const container = closedAt(bytes, consumed);
  if (data.length < expectedBytes) {
    const detail = `${expectedBytes - data.length} of ${expectedBytes - offset} bytes of voxels missing`;
    return stopped(container, { kind: 'truncated', detail, cause: 'premature-end', offset: consumed }, header);
  }
  return concludeVolume(data.subarray(offset, expectedBytes), volume, container, examination);
};

/** What of a gzip that is no NIfTI, or whose header is not there, can be said. */
const examineOther = (bytes: Uint8Array, { limits }: Examination): Examined => {
  const inflated = inflateBounded('gzip', bytes, { mostBytes: limits.maxDecodedBytes });
  if (!('fault' in inflated)) {
    return {
      facets: {},
      faults: [{ facet: 'header', kind: 'unsupported', detail: 'no NIfTI in it', cause: 'unsupported' }],
    };
  }
  if (inflated.fault.kind === 'truncated') return cut('the header');
  return stopped({ format: 'nifti', end: bytes.length, damage: [] }, inflated.fault);
};

/** The voxels of a file that was examined whole, as they lie there; undefined where they are not to be had. */
export const readVoxels = async (
  bytes: Uint8Array,
  limits: Limits,
): Promise<{ readonly volume: NiftiVolume; readonly voxels: Uint8Array } | undefined> => {
  const isGzip = bytes[0] === 0x1f;
  const peer = await load();
  const fields = 'fault' in peer ? undefined : readFields(peer.module, isGzip ? inflateHead(bytes) : bytes);
  const volume = fields && volumeOf(fields);
  if (volume === undefined || !('header' in volume) || volumeOverLimit(volume.header, limits)) return undefined;
  const { header, offset, sliceBytes } = volume;
  const end = offset + sliceBytes * header.frames;
  const unpacked = isGzip
    ? inflateBounded('gzip', bytes, { mostBytes: end + SLACK_BYTES, expectedBytes: end })
    : { data: bytes };
  if ('fault' in unpacked || unpacked.data.length < end) return undefined;
  return { volume, voxels: unpacked.data.subarray(offset, end) };
};

/** NIfTI-1 and -2 in one file, plain or gzip, by an optional peer's reading of the header. */
export const examineNifti = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const isGzip = bytes[0] === 0x1f;
  const head = isGzip ? inflateHead(bytes) : bytes;
  if (isGzip && ownSignature(head)?.format !== 'nifti') return examineOther(bytes, examination);
  const peer = await load();
  if ('fault' in peer) return { facets: {}, faults: [peer.fault] };
  const isSecond = head[0] === 0x1c || head[3] === 0x1c;
  if (head.length < HEADER_BYTES[isSecond ? 1 : 0]) return cut('the header');
  const fields = readFields(peer.module, head);
  const volume = fields === undefined ? { broken: 'no NIfTI header' } : volumeOf(fields);
  const container: Container = { format: 'nifti', end: bytes.length, damage: [] };
  if ('broken' in volume)
    return stopped(container, { kind: 'malformed', detail: volume.broken, cause: 'malformed', offset: 0 });
  if ('unsupported' in volume) {
    return stopped(container, { kind: 'unsupported', detail: volume.unsupported, cause: 'unsupported' });
  }
  const refused = volumeOverLimit(volume.header, examination.limits);
  if (refused !== undefined) return { facets: { header: volume.header }, faults: [refused] };
  return isGzip ? examineGzip(bytes, volume, examination) : examinePlain(bytes, volume, examination);
};

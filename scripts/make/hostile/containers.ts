import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { joined, le64, octets, repeated, text, zeros } from '../bytes.ts';
import { BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

const safetensors = (header: string, data: Uint8Array = zeros(0), told = header.length): Buffer =>
  joined(le64(told), text(header), data);
const tensor = (dtype: string, shape: string, start: number, end: number): string =>
  `{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${start},${end}]}`;
const many = (count: number): string =>
  `{${Array.from({ length: count }, (_, at) => `"${at}":${tensor('U8', '0', 0, 0)}`).join(',')}}`;

const safetensorsFiles: readonly HostileFile[] = [
  file('safetensors-header-of-2-63.safetensors', BROKEN, () => safetensors('{}', zeros(0), 2 ** 63)),
  file('safetensors-header-of-99-mb.safetensors', BROKEN, () => safetensors('{}', zeros(0), 99_000_000)),
  file('safetensors-99-mb-of-blanks.safetensors', BROKEN, () => safetensors(`{}${' '.repeat(99_000_000)}`)),
  file('safetensors-brackets.safetensors', BROKEN, () => safetensors(`{"a":${'['.repeat(10_000_000)}`)),
  file('safetensors-objects-a-million-deep.safetensors', BROKEN, () =>
    safetensors(`{"a":${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_001)}`),
  ),
  file('safetensors-backslashes.safetensors', BROKEN, () => safetensors(`{"${'\\\\'.repeat(10_000_000)}`)),
  file('safetensors-quotes.safetensors', BROKEN, () => safetensors(`{${'"'.repeat(10_000_000)}`)),
  file('safetensors-300000-tensors.safetensors', HARMLESS, () => safetensors(many(300_000))),
  file('safetensors-shape-2-53.safetensors', BROKEN, () =>
    safetensors(`{"a":${tensor('F32', '9007199254740993', 0, 4)}}`, zeros(4)),
  ),
  file('safetensors-shape-overflows.safetensors', BROKEN, () =>
    safetensors(`{"a":${tensor('F32', '4294967296,4294967296,4294967296', 0, 4)}}`, zeros(4)),
  ),
  file('safetensors-a-million-sides.safetensors', HARMLESS, () =>
    safetensors(`{"a":${tensor('U8', `${'1,'.repeat(999_999)}1`, 0, 1)}}`, zeros(1)),
  ),
  file('safetensors-offsets-2-62.safetensors', BROKEN, () =>
    safetensors(`{"a":${tensor('U8', '1', 2 ** 62, 2 ** 62)}}`),
  ),
  file('safetensors-overlap.safetensors', BROKEN, () =>
    safetensors(`{"a":${tensor('U8', '4', 0, 4)},"b":${tensor('U8', '4', 2, 6)}}`, zeros(6)),
  ),
  file('safetensors-proto.safetensors', HARMLESS, () =>
    safetensors(`{"__proto__":${tensor('U8', '1', 0, 1)}}`, zeros(1)),
  ),
];

const SIGNATURE = octets(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
const ADDRESSES = { endOfFile: 40, driver: 48, rootHeader: 64, rootTree: 80, rootHeap: 88 } as const;
const sound = (): Buffer => readFileSync(join(import.meta.dirname, '../../../test/golden/containers/earliest.h5'));
/** A sound file whose superblock (version 0) says another address. */
const astray = (field: keyof typeof ADDRESSES, address: number): Buffer => {
  const bytes = sound();
  le64(address).copy(bytes, ADDRESSES[field]);
  return bytes;
};

const hdf5Files: readonly HostileFile[] = [
  file('hdf5-signature-alone.h5', BROKEN, () => SIGNATURE),
  file('hdf5-signatures.h5', BROKEN, () => repeated(SIGNATURE, 2 ** 17)),
  file('hdf5-zeros-of-16-mib.h5', BROKEN, () => joined(SIGNATURE, zeros(2 ** 24))),
  file('hdf5-ff-of-1-mib.h5', BROKEN, () => joined(SIGNATURE, repeated(octets(0xff), 2 ** 20))),
  file('hdf5-end-at-2-62.h5', BROKEN, () => astray('endOfFile', 2 ** 62)),
  file('hdf5-driver-is-the-superblock.h5', BROKEN, () => astray('driver', 0)),
  file('hdf5-root-is-the-superblock.h5', BROKEN, () => astray('rootHeader', 0)),
  file('hdf5-root-at-2-62.h5', BROKEN, () => astray('rootHeader', 2 ** 62)),
  file('hdf5-tree-is-the-superblock.h5', HARMLESS, () => astray('rootTree', 0)),
  file('hdf5-heap-is-the-superblock.h5', HARMLESS, () => astray('rootHeap', 0)),
  file('hdf5-cut.h5', BROKEN, () => sound().subarray(0, 20_000)),
  file('hdf5-user-block-of-512.h5', HARMLESS, () => joined(zeros(512), sound())),
];

export const containerFiles: readonly HostileFile[] = [...safetensorsFiles, ...hdf5Files];

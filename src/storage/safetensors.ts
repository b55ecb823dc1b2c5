import type { Limits } from '../model/config.ts';
import type { EntryProblem } from '../model/entry.ts';
import { keyFromBytes } from '../model/path-key.ts';
import { elementsIn } from '../model/shape.ts';
import { type Container, wholeProblem } from './container.ts';
import type { OpenFile } from './local.ts';
import { readSafetensors, type Tensor } from './safetensors-header.ts';
import { asNpy } from './virtual-npy.ts';
import type { EntryFile } from './zip-entry.ts';

const DESCR: Readonly<Record<string, string>> = {
  F64: '<f8',
  F32: '<f4',
  F16: '<f2',
  BF16: '<bf2',
  C64: '<c8',
  I64: '<i8',
  I32: '<i4',
  I16: '<i2',
  I8: '|i1',
  U64: '<u8',
  U32: '<u4',
  U16: '<u2',
  U8: '|u1',
  BOOL: '|b1',
};

const memberOf = (name: string): string => keyFromBytes(Buffer.from(name));

/** One tensor of an open file as a .npy file. Of a type that nothing here reads the bytes are passed over, and `settle` says so. */
const openTensor = (file: OpenFile, { dtype, shape, offset, bytes }: Tensor, limits: Limits): EntryFile => {
  const descr = DESCR[dtype];
  const elements = elementsIn(shape);
  const elementBytes = elements === 0 ? 0 : bytes / elements;
  const unread: EntryProblem = { kind: 'unsupported', detail: `elements of type ${dtype}`, cause: 'dtype' };
  const isPacked = !Number.isInteger(elementBytes);
  return asNpy(
    file,
    {
      descr,
      // Types narrower than a byte, and those of unknown size, are so many bytes.
      shape: isPacked ? [bytes] : shape,
      elementBytes: isPacked ? 1 : elementBytes,
      read: (from, into) =>
        file.read(offset + from, into.subarray(0, Math.max(0, Math.min(into.length, bytes - from)))),
      trouble: () => (descr === undefined ? unread : undefined),
      close: () => {},
    },
    limits,
  );
};

const list: Container['list'] = (file) => {
  const read = readSafetensors(file);
  return 'problem' in read ? read : { arrays: read.tensors.map(({ name }) => memberOf(name)), others: [] };
};

/** A .safetensors file: tensors behind one header, read at any place. */
export const safetensorsContainer: Container = {
  list,
  index: (file) => {
    const read = readSafetensors(file);
    const tensors = 'problem' in read ? [] : read.tensors;
    const byMember = new Map(tensors.map((tensor) => [memberOf(tensor.name), tensor]));
    return (opened, member, limits) => {
      const tensor = byMember.get(member);
      return tensor && openTensor(opened, tensor, limits);
    };
  },
  problem: (file) => (file.size === 0 ? undefined : wholeProblem(list(file))),
};

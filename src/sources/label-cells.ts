import { isUtf8 } from 'node:buffer';
import type { NpyHeader } from '../decode/npy-header.ts';
import { halfToNumber } from '../measures/float-formats.ts';
import { type ByteSource, readFully } from '../model/byte-source.ts';
import { StorageError } from '../storage/errors.ts';

const CHUNK_BYTES = 256 * 1024;

/** Text of fixed width ends where only NULs follow. */
const untilNuls = (text: string): string => text.replace(/\0+$/, '');

/** Other encodings keep their bytes apart, whatever letters they are. */
const narrowText = (view: DataView, at: number, bytes: number): string => {
  const text = Buffer.from(view.buffer, view.byteOffset + at, bytes);
  return untilNuls(text.toString(isUtf8(text) ? 'utf8' : 'latin1'));
};

const wideText = (view: DataView, at: number, bytes: number, little: boolean): string => {
  let text = '';
  for (let place = at; place < at + bytes; place += 4) {
    const point = view.getUint32(place, little);
    const isCharacter = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    text += isCharacter ? String.fromCodePoint(point) : '\ufffd';
  }
  return untilNuls(text);
};

type Cell = (view: DataView, at: number) => string;

const NUMBERS: Readonly<Record<string, (little: boolean) => Cell>> = {
  b1: () => (view, at) => (view.getUint8(at) === 0 ? '0' : '1'),
  i1: () => (view, at) => String(view.getInt8(at)),
  u1: () => (view, at) => String(view.getUint8(at)),
  i2: (little) => (view, at) => String(view.getInt16(at, little)),
  u2: (little) => (view, at) => String(view.getUint16(at, little)),
  i4: (little) => (view, at) => String(view.getInt32(at, little)),
  u4: (little) => (view, at) => String(view.getUint32(at, little)),
  i8: (little) => (view, at) => String(view.getBigInt64(at, little)),
  u8: (little) => (view, at) => String(view.getBigUint64(at, little)),
  f2: (little) => (view, at) => String(halfToNumber(view.getUint16(at, little))),
  f4: (little) => (view, at) => String(view.getFloat32(at, little)),
  f8: (little) => (view, at) => String(view.getFloat64(at, little)),
};

/** How each label of an array becomes a cell, and its bytes. */
export interface CellForm {
  readonly cell: Cell;
  readonly bytes: number;
}

const cellForm = ({ array: { dtype, byteOrder }, dataBytes, elements }: NpyHeader): CellForm | undefined => {
  const bytes = dataBytes / elements;
  if (bytes === 0) return undefined;
  const little = byteOrder !== 'big';
  const number = NUMBERS[dtype];
  if (number !== undefined) return { cell: number(little), bytes };
  if (/^[Sa]\d+$/.test(dtype)) return { cell: (view, at) => narrowText(view, at, bytes), bytes };
  return /^U\d+$/.test(dtype) ? { cell: (view, at) => wideText(view, at, bytes, little), bytes } : undefined;
};

/** Undefined for labels that are neither numbers nor text, and for more than one a row. */
export const labelCell = (header: NpyHeader): CellForm | undefined => {
  const [rows = 0, ...rest] = header.array.shape;
  // A column of one is numpy's other way of writing a label a row, (N, 1, 1, 1) Caffe's.
  if (rows === 0 || rest.some((side) => side !== 1)) return undefined;
  return cellForm(header);
};

/** Of an array with one row of numbers a sample. Undefined for masks, for complex numbers and for text. */
export const componentCells = (header: NpyHeader): (CellForm & { readonly perRow: number }) | undefined => {
  const { shape, dtype } = header.array;
  const [rows = 0, ...rest] = shape;
  const sides = rest.filter((side) => side !== 1);
  const form = cellForm(header);
  if (rows === 0 || sides.length !== 1 || form === undefined || !(dtype in NUMBERS)) return undefined;
  return { ...form, perRow: sides[0]! };
};

/** Whether each row of an array is a label of its own: a mask, a distribution over classes, several targets. */
export const holdsLabelArrays = ({ array, elements, unsupported }: NpyHeader): boolean =>
  unsupported === undefined && elements > 0 && array.shape.length > 1 && array.dtype in NUMBERS;

/** The labels of an array as cells, in order. Memory: one chunk. Throws StorageError, 'CHANGED' where it ends early. */
export function* labelCells(
  source: ByteSource,
  { dataOffset, elements }: NpyHeader,
  { cell, bytes }: CellForm,
): Generator<string> {
  const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / bytes));
  for (let first = 0; first < elements; first += perChunk) {
    const count = Math.min(perChunk, elements - first);
    const chunk = new Uint8Array(count * bytes);
    const filled = readFully(source, dataOffset + first * bytes, chunk);
    if (filled < chunk.length) throw new StorageError('CHANGED', `ends after ${first} of ${elements} labels`);
    const view = new DataView(chunk.buffer);
    for (let at = 0; at < count; at += 1) yield cell(view, at * bytes);
  }
}

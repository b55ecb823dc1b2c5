/** How the numbers of a dtype lie in memory: `code` is the kernel's. */
export interface NumberKind {
  readonly code: number;
  /** Bytes of one number; a complex element has two. */
  readonly bytes: 1 | 2 | 4 | 8;
  readonly parts: 1 | 2;
  readonly family: 'float' | 'integer';
}

const float = (code: number, bytes: NumberKind['bytes'], parts: 1 | 2 = 1): NumberKind => ({
  code,
  bytes,
  parts,
  family: 'float',
});
const integer = (code: number, bytes: NumberKind['bytes']): NumberKind => ({
  code,
  bytes,
  parts: 1,
  family: 'integer',
});

/** By dtype, as `ArrayHeader.dtype` has it. */
export const NUMBER_KINDS: Readonly<Record<string, NumberKind>> = {
  f2: float(0, 2),
  bf2: float(1, 2),
  f4: float(2, 4),
  f8: float(3, 8),
  c8: float(2, 4, 2),
  c16: float(3, 8, 2),
  b1: integer(4, 1),
  u1: integer(5, 1),
  i1: integer(6, 1),
  u2: integer(7, 2),
  i2: integer(8, 2),
  u4: integer(9, 4),
  i4: integer(10, 4),
  u8: integer(11, 8),
  i8: integer(12, 8),
};

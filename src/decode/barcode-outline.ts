import type { Luma } from '../model/facets.ts';

type Point = readonly [x: number, y: number];
interface Position {
  readonly topLeft: { readonly x: number; readonly y: number };
  readonly topRight: { readonly x: number; readonly y: number };
  readonly bottomRight: { readonly x: number; readonly y: number };
  readonly bottomLeft: { readonly x: number; readonly y: number };
}

/** Modules of blank margin that belong to a printed code, by its standard (ISO/IEC 18004, 23941, 16022). */
const QUIET_MODULES: Readonly<Record<string, number>> = { QRCode: 4, MicroQRCode: 2, RMQRCode: 2, DataMatrix: 1 };

/**
 * Corners of a code in preview pixels, clockwise from its own top left, quiet zone included and cut at the picture's edge.
 * `modules`: its width without the quiet zone.
 */
export const outlineOf = (
  symbology: string,
  at: Position,
  modules: number,
  { width, height }: Luma,
): readonly Point[] => {
  const quiet = (QUIET_MODULES[symbology] ?? 0) / Math.max(1, modules);
  const corners = [at.topLeft, at.topRight, at.bottomRight, at.bottomLeft];
  return corners.map((corner, place): Point => {
    const before = corners[(place + 3) % 4]!;
    const after = corners[(place + 1) % 4]!;
    const x = corner.x + quiet * (2 * corner.x - before.x - after.x);
    const y = corner.y + quiet * (2 * corner.y - before.y - after.y);
    return [Math.round(Math.max(0, Math.min(width, x))), Math.round(Math.max(0, Math.min(height, y)))];
  });
};

/** Share of the picture's area inside an outline, 0..1 (shoelace formula). */
export const shareInside = (outline: readonly Point[], { width, height }: Luma): number => {
  let doubled = 0;
  outline.forEach(([x, y], place) => {
    const [nextX, nextY] = outline[(place + 1) % outline.length]!;
    doubled += x * nextY - nextX * y;
  });
  return Math.min(1, Math.abs(doubled) / 2 / (width * height));
};

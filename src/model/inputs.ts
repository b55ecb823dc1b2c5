import type { Part, ResourceRef, TableCell } from './sample.ts';

/** A clean picture that input statistics are made of. */
export interface InputPicture {
  readonly ordinal: number;
  readonly key: string;
  readonly resource: ResourceRef;
  readonly cell?: TableCell | undefined;
  readonly range?: Part['range'] | undefined;
  /** By which it was chosen: the smallest come first. */
  readonly rank: string;
  /** Of the bytes that were examined: others are not measured in their place. */
  readonly sha256: string;
}

/** One number each for red, green and blue. */
export type PerChannel = readonly [red: number, green: number, blue: number];

/** One picture's 8-bit levels, summed over its pixels: exact, since each sum stays far below 2^53. */
export interface ColorSums {
  readonly pixels: number;
  readonly levels: PerChannel;
  readonly squares: PerChannel;
  /** One channel, counted as three equal ones. */
  readonly isGray: boolean;
  /** It had alpha, which was dropped, not blended. */
  readonly hadAlpha: boolean;
  /** 16 bits a channel, of which the upper 8 count. */
  readonly was16Bit: boolean;
}

/** What a sample is, beside its value: by what some methods take it. */
export interface Place {
  /** Cell of the column of groups; '' and undefined: no group. */
  readonly group?: string | undefined;
  /** Size of its picture in pixels, as stored. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

export const NOWHERE: Place = {};

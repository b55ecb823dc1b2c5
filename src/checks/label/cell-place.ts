import type { AnnotationsFacet } from '../../model/facets.ts';
import type { Locator } from '../../model/finding.ts';

/** File and line of the row that says it; undefined for class folders, which have no row. */
export const rowOf = ({ origin }: AnnotationsFacet): Locator | undefined =>
  origin && { file: origin.file, line: origin.line };

const MAX_CHARACTERS = 120;

/** A cell as written, the end of a long one left out: cells reach a megabyte, findings do not. */
export const cellText = (raw: string): string => {
  if (raw.length <= MAX_CHARACTERS) return raw;
  return `${[...raw.slice(0, 2 * MAX_CHARACTERS)].slice(0, MAX_CHARACTERS - 1).join('')}…`;
};

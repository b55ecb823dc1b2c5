import type { Part } from '../model/sample.ts';

/** Of a part's file: lower case, without the dot; '' when it has none, and for a cell or a range, which has no name of its own. */
export const extensionOf = ({
  resource,
  cell,
  member,
  range,
}: Pick<Part, 'resource' | 'cell' | 'member' | 'range'>): string => {
  if (cell !== undefined || range !== undefined) return '';
  const path = member ?? resource;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
};

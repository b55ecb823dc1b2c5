import type { Config } from '../../model/config.ts';
import type { ListingFacts } from '../../model/listing.ts';
import type { Part } from '../../model/sample.ts';
import { createArrayOpener, readyFor } from '../../storage/arrays.ts';
import type { Roots } from '../../storage/local.ts';
import { createCellOpener } from '../../storage/parquet-cells.ts';
import { createDatumOpener } from './datum-opener.ts';
import { createRowOpener } from './row-opener.ts';
import { createTableOpener } from './table-opener.ts';

type Place = Pick<Part, 'resource' | 'cell' | 'member' | 'row' | 'range'> & { readonly role?: Part['role'] };

/** Opens whatever a part may be: a file, a member of one, a row of an array or a table, a cell, a record of a database. */
export const createPartOpener = (roots: Roots, config: Config, facts: ListingFacts) => {
  const cells = createCellOpener(roots);
  const arrays = createArrayOpener(roots, config.limits);
  const openFile = ({ resource, member }: Pick<Part, 'resource' | 'member'>) => arrays.open(resource, member);
  const openRow = createRowOpener(openFile, config.limits);
  // Rows and labels take turns, and an archive is read forwards: each keeps its own.
  const openLabelRow = createRowOpener(openFile, config.limits);
  const tables = createTableOpener(roots, facts);
  const databases = createDatumOpener(roots, facts, config.limits);

  const openPart = (part: Place) => {
    if (tables.holds(part)) return tables.open(part);
    if (databases.holds(part)) return databases.open(part);
    if (part.cell !== undefined) return cells.open(part.resource, part.cell);
    const open = () => {
      if (part.row === undefined) return openFile(part);
      return part.role === 'label' ? openLabelRow(part, part.row) : openRow(part, part.row);
    };
    return readyFor(part.resource)?.then(open) ?? open();
  };
  /** All rows of an array, whichever the part names. */
  const openWhole = async (part: Pick<Part, 'resource' | 'member'>) => {
    await readyFor(part.resource);
    return openFile(part);
  };
  return { openPart, openWhole };
};

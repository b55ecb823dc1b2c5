import type { Database } from '../catalog/database.ts';
import { FINDINGS_IN_ORDER, type FindingRow } from '../catalog/read-tables.ts';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { Json } from '../model/json.ts';

/** A finding as a line of JSON has it: locator and data as values, `key` null for a group's. */
interface FindingLine {
  readonly id: string;
  readonly check: string;
  readonly code: string;
  readonly severity: string;
  readonly verdict: string;
  readonly scope: string;
  readonly key: string | null;
  readonly subject: string;
  readonly members: number;
  readonly at?: Json;
  readonly data: Readonly<Record<string, Json>>;
}

export const asFindingLine = ({ at, data, ...row }: FindingRow): FindingLine => ({
  ...row,
  ...(at !== null && { at: JSON.parse(at) }),
  data: JSON.parse(data),
});

/** Writes findings.jsonl: all findings in order, each with its sentence as `text`. A finding takes some 400 bytes. */
export const writeFindingLines = async (
  database: Database,
  path: string,
  sentence: (finding: FindingLine) => string,
): Promise<void> => {
  const file = createSealedFile(path);
  try {
    for await (const row of database.rows<FindingRow>(FINDINGS_IN_ORDER)) {
      const line = asFindingLine(row);
      file.write(`${JSON.stringify({ ...line, text: sentence(line) })}\n`);
    }
    file.seal();
  } catch (error) {
    file.discard();
    throw error;
  }
};

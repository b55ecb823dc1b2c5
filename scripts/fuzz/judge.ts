import type { SampleRecord } from '../../src/model/record.ts';
import type { Passed } from '../pool/lane.ts';

/** What must not happen, whatever a file holds. */
export interface Trouble {
  readonly key: string;
  /** Equal for one bug met again; one line. */
  readonly reason: string;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 200);

/** Numbers differ from mutant to mutant, the bug does not. */
const withoutNumbers = (text: string): string => oneLine(text).replaceAll(/\d+/g, '#');

/** All that a record says of content, without what names the file. */
const contentOf = (record: SampleRecord): string => {
  const { ordinal: _, key: __, id: ___, identity: ____, findings, ...rest } = record;
  const said = findings.map(({ check, code, at, data }) => ({ check, code, at, data }));
  return JSON.stringify({ ...rest, findings: said });
};

const extensionOf = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

const twiceDifferent = (records: readonly SampleRecord[]): readonly Trouble[] => {
  const said = new Map<string, SampleRecord>();
  const found: Trouble[] = [];
  for (const record of records) {
    // Checks may look at the name's extension.
    const content = `${record.sha256} ${extensionOf(record.key)}`;
    const first = said.get(content);
    if (first === undefined) said.set(content, record);
    else if (contentOf(first) !== contentOf(record)) {
      found.push({ key: record.key, reason: `${record.format}: the same bytes twice, two answers` });
    }
  }
  return found;
};

/** Faults that the machine is blamed for: in a folder of memory, with nothing else to blame, the file caused them. */
const STOPPING = new Set(['io', 'crash', 'timeout']);

export const troubleIn = ({ records, culprits }: Passed): readonly Trouble[] => {
  const named = new Set(culprits.map(({ key }) => key));
  const died = culprits.map(({ key, fault }) => ({
    key,
    reason: `${fault.kind}: ${withoutNumbers(fault.detail)}`,
  }));
  const threw = records.flatMap(({ key, crashed }) =>
    crashed.map((text) => ({ key, reason: `check threw: ${withoutNumbers(text)}` })),
  );
  const stopped = records
    .filter(({ key }) => !named.has(key))
    .flatMap(({ key, format, faults }) =>
      faults
        .filter(({ kind }) => STOPPING.has(kind))
        .map(({ kind, detail }) => ({ key, reason: `${format}: ${kind}: ${withoutNumbers(detail)}` })),
    );
  return [...died, ...threw, ...stopped, ...twiceDifferent(records)];
};

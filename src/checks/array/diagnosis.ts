import type { Need } from '../../model/check.ts';
import type { Facets, Fault } from '../../model/facets.ts';
import { substituteIn } from '../substitute.ts';

/**
 * The one cause of an array file's trouble, so that no two checks name it twice; undefined when it has none, or when a file check
 * names it (empty, page, pointer, unreadable).
 */
export interface ArrayDiagnosis {
  readonly kind: 'pickled-object' | 'truncated' | 'malformed' | 'trailing' | 'unsupported' | 'over-limit';
  readonly fault: Fault;
}

/** What a check that asks for a diagnosis declares. */
export const ARRAY_DIAGNOSIS_NEEDS = [{ role: 'array', facet: 'file' }] as const satisfies readonly Need[];
export const ARRAY_DIAGNOSIS_ATTEMPTS: readonly Need[] = [
  { role: 'array', facet: 'bytes' },
  { role: 'array', facet: 'array' },
  { role: 'array', facet: 'scan' },
];

const KINDS = {
  truncated: 'truncated',
  malformed: 'malformed',
  unsupported: 'unsupported',
  limit: 'over-limit',
} as const;

const isKnown = (kind: Fault['kind']): kind is keyof typeof KINDS => kind in KINDS;

/** `faults` are those of `ARRAY_DIAGNOSIS_ATTEMPTS`. */
export const diagnoseArray = (
  { file, bytes }: Partial<Facets>,
  faults: readonly Fault[],
): ArrayDiagnosis | undefined => {
  if (file?.size === 0 || faults.some(({ facet }) => facet === 'bytes')) return undefined;
  const fault = faults.find(({ facet }) => facet === 'array') ?? faults[0];
  // What is left says nothing of the content: other checks name it.
  if (fault === undefined || !isKnown(fault.kind)) return undefined;
  if (fault.cause === 'pickled-object') return { kind: 'pickled-object', fault };
  if (bytes !== undefined && substituteIn(bytes) !== undefined) return undefined;
  if (fault.cause === 'trailing-bytes') return { kind: 'trailing', fault };
  return { kind: KINDS[fault.kind], fault };
};

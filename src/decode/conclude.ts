import type { Container, Fault, Header } from '../model/facets.ts';
import type { SharpOutcome } from './codecs/sharp.ts';
import type { Examination, Examined } from './examination.ts';

/** The walk found no size: cut before it, or broken. */
export const noHeader = (container: Container): Examined => {
  const { damage, missing } = container;
  const first = damage[0];
  const fault: Fault =
    first === undefined && missing !== undefined
      ? { facet: 'header', kind: 'truncated', detail: `${missing} missing`, cause: 'premature-end' }
      : {
          facet: 'header',
          kind: 'malformed',
          detail: first?.detail ?? 'no size',
          cause: 'malformed',
          ...(first === undefined ? {} : { offset: first.offset }),
        };
  return { facets: { container }, faults: [fault] };
};

/** Facets from an outcome; the preview shows the first frame. */
export const conclude = (
  outcome: SharpOutcome,
  header: Header,
  container: Container | undefined,
  { previewOf }: Examination,
): Examined => {
  const known = { ...(container === undefined ? {} : { container }), header };
  if ('fault' in outcome) {
    const offset = container?.damage[0]?.offset;
    return {
      facets: known,
      faults: [{ facet: 'decoding', ...outcome.fault, ...(offset === undefined ? {} : { offset }) }],
    };
  }
  const { luma, warnings } = outcome;
  const preview = previewOf(luma.data, luma.width, luma.height);
  return { facets: { ...known, decoding: { decoder: 'sharp', warnings }, preview }, faults: [] };
};

import type { ManifestFacts } from '../model/listing.ts';
import type { Reason } from './detect.ts';
import type { ManifestHead } from './head.ts';

/** What of a manifest is told. */
interface Told {
  readonly facts: ManifestFacts;
  readonly head: Pick<ManifestHead, 'unlabeled'>;
  readonly rules: { readonly base: string };
}

type How = 'option' | 'file' | 'found' | 'among';

const ofLists = (manifests: readonly Told[], data: Reason['data']): Reason => {
  const labeled = manifests.filter(({ facts }) => facts.columns.label !== undefined).length;
  if (labeled === manifests.length) return { key: 'sources.reason-list-labels', data };
  const almost = manifests.find(({ head }) => (head.unlabeled?.labeled ?? 0) > 0);
  if (almost?.head.unlabeled === undefined) return { key: 'sources.reason-list', data };
  return { key: 'sources.reason-list-unlabeled', data: { ...data, ...almost.head.unlabeled } };
};

/** Why these manifests are the dataset, and how they are read. */
export const manifestReason = (
  how: How,
  manifests: readonly Told[],
  names: { readonly file: string; readonly others?: string },
): Reason => {
  const [first] = manifests;
  if (first === undefined) throw new Error('no manifest');
  const base = first.rules.base || '.';
  const { path = '' } = first.facts.columns;
  if (manifests.every(({ facts }) => facts.form === 'list')) return ofLists(manifests, { file: names.file, base });
  if (manifests.every(({ facts }) => facts.pictures !== undefined)) {
    return { key: 'sources.reason-pictures', data: { file: names.file, path } };
  }
  const data = { ...names, path, base };
  if (manifests.length === 1) return { key: `sources.reason-manifest-${how}`, data };
  const splits = manifests.map(({ facts }) => facts.split).join(', ');
  return { key: `sources.reason-manifests${how === 'among' ? '-among' : ''}`, data: { ...data, splits } };
};

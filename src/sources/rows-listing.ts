import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ListingFacts, ManifestFacts } from '../model/listing.ts';
import { StorageError } from '../storage/errors.ts';
import type { readDeclaredClasses } from './declared-classes.ts';
import type { Sink } from './listing-files.ts';
import type { Notes } from './notes.ts';

type DeclaredClasses = ReturnType<typeof readDeclaredClasses>;

/** What is known once all rows of what lists samples were read: manifests, tables, arrays of labels. */
interface Listed {
  readonly layout: ListingFacts['layout'];
  readonly reason: ListingFacts['reason'];
  readonly sink: Sink;
  readonly config: Pick<Config, 'ignoreLabels'>;
  readonly labels: Omit<ListingFacts['labels'], 'ignored'>;
  readonly declared: DeclaredClasses;
  /** At least one. */
  readonly manifests: readonly ManifestFacts[];
  readonly notes: Notes;
}

export const rowsFacts = (listed: Listed): ListingFacts => {
  const { layout, reason, sink, config, labels, declared, manifests, notes } = listed;
  const [manifest, ...further] = manifests;
  return {
    layout,
    reason,
    ...sink.counts(),
    labels: { ...labels, ...declared, ignored: config.ignoreLabels },
    classFolders: [],
    targets: [...new Set(manifests.flatMap(({ columns }) => columns.targets))],
    manifest: manifest!,
    ...(further.length > 0 && { furtherManifests: further }),
    notes: notes.kept(),
    noteCounts: notes.counts(),
  };
};

/** What a user is told where `file`, which lists samples, cannot be read to its end. Anything else is handed back. */
export const unreadRows = (error: unknown, file: string): unknown => {
  if (!(error instanceof StorageError)) return error;
  const key = error.cause === 'CHANGED' ? 'sources.manifest-changed' : 'sources.manifest-unreadable';
  return new UserError(key, { file, cause: error.cause });
};

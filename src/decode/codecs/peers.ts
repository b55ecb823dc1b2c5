import type { Fault } from '../../model/facets.ts';

export type Peer<Module> = { readonly module: Module } | { readonly fault: Fault };

const ABSENT = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** An optional peer dependency, loaded on first use. Where it is not installed the fault names it, so that the finding can name the command. */
export const loadPeer = async <Module>(name: string, load: () => Promise<Module>): Promise<Peer<Module>> => {
  try {
    return { module: await load() };
  } catch (error) {
    if (!ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return { fault: { facet: 'decoding', kind: 'unsupported', detail: name, cause: 'not-installed' } };
  }
};

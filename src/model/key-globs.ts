import picomatch from 'picomatch';

/** Which keys some globs mean, and which of the globs never meant any. */
export interface KeyGlobs {
  readonly matches: (key: string) => boolean;
  /** Globs that no key matched so far, in the order in which they were written. */
  readonly unmatched: () => readonly string[];
}

/** A folder named with its slash means all that is in it. `!` is a name here: a glob that means all but something is asked for by mistake. */
const compile = (glob: string): ((key: string) => boolean) =>
  picomatch(glob.endsWith('/') ? `${glob}**` : glob, { dot: true, nonegate: true });

/** Globs over keys: '/' separators, `**` crosses folders, hidden names are names like all others. */
export const keyGlobs = (globs: readonly string[]): KeyGlobs => {
  const all = globs.map((glob) => ({ glob, test: compile(glob), isUsed: false }));
  return {
    matches: (key) => {
      let found = false;
      for (const each of all) {
        if ((found && each.isUsed) || !each.test(key)) continue;
        each.isUsed = true;
        found = true;
      }
      return found;
    },
    unmatched: () => all.filter(({ isUsed }) => !isUsed).map(({ glob }) => glob),
  };
};

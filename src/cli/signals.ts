/** Exit codes of a run that was asked to stop. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export interface StopSignal {
  readonly signal: AbortSignal;
  /** 130 or 143 once asked to stop. */
  readonly exitCode: () => number | undefined;
  /** Signals mean again what they always mean. */
  readonly release: () => void;
}

/**
 * The first Ctrl-C or kill asks for a stop at a place from which one can go on; the second one ends the process at once.
 * `onFirst` tells the person so.
 */
export const listenForStop = (onFirst: () => void): StopSignal => {
  const controller = new AbortController();
  let code: number | undefined;
  const stop = (name: NodeJS.Signals) => {
    if (code !== undefined) process.exit(code);
    code = CODES[name as keyof typeof CODES];
    onFirst();
    controller.abort(name);
  };
  for (const name of Object.keys(CODES)) process.on(name, stop);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release: () => {
      for (const name of Object.keys(CODES)) process.off(name, stop);
    },
  };
};

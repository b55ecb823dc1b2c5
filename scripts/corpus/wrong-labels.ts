/** Labels of the corpora that are shown to be wrong: path to the reason, which a reader can check. Not counted; at most three. */
export const WRONG_LABELS: Readonly<Record<string, string>> = {};
export const MOST_WRONG_LABELS = 3;

/** Why prepass and a label that is right differ: path to the reason. Counted. */
export const DISAGREEMENTS: Readonly<Record<string, string>> = {};

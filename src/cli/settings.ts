import type { MessageKey } from '../messages/index.ts';
import type { ConfigInput } from '../model/config.ts';
import type { rulesShape } from '../model/rules.ts';

/** How a text becomes a value. What does not fit stays text: the schema then says what is allowed. */
export type Kind = 'text' | 'texts' | 'number' | 'switch' | 'list' | 'number-list' | 'number-or-text' | 'targets';
export type Group = 'dataset' | 'examine' | 'probe' | 'run' | 'quarantine' | 'result';

export interface Setting {
  readonly key: Exclude<keyof ConfigInput, 'dataset' | 'limits' | keyof typeof rulesShape>;
  /** As commander writes it. */
  readonly flag: string;
  readonly kind: Kind;
  readonly group: Group;
  readonly about: MessageKey;
}

const setting = (group: Group, key: Setting['key'], flag: string, kind: Kind): Setting => ({
  key,
  flag,
  kind,
  group,
  about: `cli.flag.${key}`,
});

/** Every setting of a run that has a flag, and by its name an environment variable. In the order of the help. */
export const SETTINGS: readonly Setting[] = [
  setting('dataset', 'layout', '--layout <name>', 'text'),
  setting('dataset', 'manifest', '--manifest <[split=]file>', 'texts'),
  setting('dataset', 'pathColumn', '--path-column <name>', 'text'),
  setting('dataset', 'labelColumn', '--label-column <name>', 'text'),
  setting('dataset', 'maskColumn', '--mask-column <name>', 'text'),
  setting('dataset', 'splitColumn', '--split-column <name>', 'text'),
  setting('dataset', 'features', '--features <column,…>', 'list'),
  setting('dataset', 'checksumColumn', '--checksum-column <name>', 'text'),
  setting('dataset', 'sizeColumn', '--size-column <name>', 'text'),
  setting('dataset', 'expect', '--expect <file>', 'list'),
  setting('dataset', 'expectPrefix', '--expect-prefix <prefix>', 'text'),
  setting('dataset', 'classes', '--classes <n|file>', 'number-or-text'),
  setting('dataset', 'ignoreLabels', '--ignore-label <n,…>', 'number-list'),
  setting('dataset', 'targets', '--target <name[=columns][:method]>', 'targets'),
  setting('dataset', 'targetBy', '--target-by <column>', 'text'),
  setting('dataset', 'targetByLeast', '--target-by-least <n>', 'number'),
  setting('dataset', 'targetMissing', '--target-missing <how>', 'text'),
  setting('dataset', 'inputStats', '--input-stats <n|off>', 'number-or-text'),
  setting('dataset', 'followRoots', '--follow-root <dir>', 'list'),
  setting('examine', 'decoder', '--decoder <name>', 'text'),
  setting('examine', 'disable', '--disable <check,…>', 'list'),
  setting('examine', 'timeoutMs', '--timeout-ms <ms>', 'number'),
  setting('probe', 'probe', '--probe', 'switch'),
  setting('probe', 'probeModel', '--probe-model <file>', 'text'),
  setting('probe', 'probeRuntime', '--probe-runtime <name>', 'text'),
  setting('probe', 'probeLoss', '--probe-loss <name>', 'text'),
  setting('probe', 'batchSize', '--batch-size <n>', 'number'),
  setting('probe', 'preprocess', '--preprocess <preset>', 'text'),
  setting('run', 'out', '--out <dir>', 'text'),
  setting('run', 'jobs', '-j, --jobs <n>', 'number'),
  setting('run', 'decisions', '--decisions <file>', 'text'),
  setting('run', 'sample', '--sample <n|p%>', 'number-or-text'),
  setting('run', 'seed', '--seed <n>', 'number'),
  setting('run', 'limit', '--limit <n>', 'number'),
  setting('run', 'maxTime', '--max-time <time>', 'number-or-text'),
  setting('run', 'resume', '--resume', 'switch'),
  setting('run', 'recheck', '--recheck', 'switch'),
  setting('run', 'since', '--since <run>', 'text'),
  setting('run', 'filesFrom', '--files-from <file|->', 'text'),
  setting('run', 'nul', '-0, --nul', 'switch'),
  setting('quarantine', 'quarantine', '--quarantine', 'switch'),
  setting('quarantine', 'quarantineDir', '--quarantine-dir <dir>', 'text'),
  setting('quarantine', 'quarantineScope', '--quarantine-scope <scope,…>', 'list'),
  setting('quarantine', 'maxMove', '--max-move <n|unlimited>', 'number-or-text'),
  setting('result', 'failOn', '--fail-on <severity>', 'text'),
  setting('result', 'exitZero', '--exit-zero', 'switch'),
  setting('result', 'allowIncomplete', '--allow-incomplete', 'switch'),
  setting('result', 'ignoreUnsupported', '--ignore-unsupported', 'switch'),
  setting('result', 'dropSuspect', '--drop-suspect', 'switch'),
  setting('result', 'paths', '--paths <abs|rel>', 'text'),
];

export const LANG_SETTING: Setting = setting('result', 'lang', '--lang <en|zh>', 'text');

/** '--label-column <name>' -> '--label-column'. */
export const flagName = ({ flag }: Setting): string => /--[a-z-]+/.exec(flag)![0];

/** '--label-column' -> 'PREPASS_LABEL_COLUMN'. */
export const variableName = (each: Setting): string =>
  `PREPASS_${flagName(each).slice(2).replaceAll('-', '_').toUpperCase()}`;

const numberOrText = (text: string): number | string =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;

const pieces = (text: string): readonly string[] => text.split(',').filter((piece) => piece !== '');

interface TargetText {
  readonly name: string;
  readonly method?: string;
  readonly columns?: readonly string[];
}

/** 'pose=x+y+z' -> the columns x, y and z as one. Names that hold these signs can be written in the configuration file. */
const vector = (text: string): TargetText => {
  const sign = text.indexOf('=');
  return sign <= 0 ? { name: text } : { name: text.slice(0, sign), columns: text.slice(sign + 1).split('+') };
};

/** 'age:minmax' -> age by minmax. A name may itself hold a colon: only a last part without one is a method. */
const target = (text: string): TargetText => {
  const colon = text.lastIndexOf(':');
  return colon <= 0 ? vector(text) : { ...vector(text.slice(0, colon)), method: text.slice(colon + 1) };
};

const SWITCHES: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  '0': false,
  false: false,
  no: false,
};

/** `texts`: the values of a flag, one for each time it was given, or the one of a variable. */
export const parseValue = (kind: Kind, texts: readonly string[]): unknown => {
  const last = texts.at(-1) ?? '';
  if (kind === 'number' || kind === 'number-or-text') return numberOrText(last);
  if (kind === 'switch') return Object.hasOwn(SWITCHES, last) ? SWITCHES[last] : last;
  if (kind === 'texts') return texts;
  if (kind === 'list') return texts.flatMap(pieces);
  if (kind === 'number-list') return texts.flatMap(pieces).map(numberOrText);
  if (kind === 'targets') return texts.flatMap(pieces).map(target);
  return last;
};

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureArrays } from './corpus/arrays.ts';
import { type Bar, showBars, table } from './corpus/bars.ts';
import { measureCodes } from './corpus/codes.ts';
import { measureDamage } from './corpus/damage.ts';
import { damageRows, type SourceResult } from './corpus/damage-bars.ts';
import { measureDecoders } from './corpus/decoders.ts';
import { writeDetectionPage } from './corpus/detection-page.ts';
import { measureFill } from './corpus/fill.ts';
import { measureLoadable } from './corpus/loadable.ts';
import { createPanel, type Panel } from './corpus/peers/panel.ts';
import { CORPORA, hasCorpora, workFolder } from './corpus/places.ts';
import type { Run } from './corpus/prepass.ts';
import { measureProbe } from './corpus/probe.ts';
import { type Request, readRequest } from './corpus/request.ts';
import { measureRuntimes } from './corpus/runtimes.ts';
import { measureShift } from './corpus/shift.ts';
import { measureVerdicts } from './corpus/verdicts.ts';

// Measures prepass, as built, on real files and on seeded damage, against what it owes. Exit 1: a bar is missed.
// --only labelled,damage,codes,fill,shift,decoders,loadable,arrays,probe,runtimes · --formats png,tga · --files 20 · --seed-offset 1000000 · --reuse-peers · --write-docs

/** Of each bar; the report has them all. */
const MOST_CASES = 12;
/** Of a damage's bar: a format that nothing reads yet misses a dozen of them. */
const MOST_DAMAGE_CASES = 2;

interface Context {
  readonly request: Request;
  readonly panel: Panel;
  /** Runs over labelled and damaged files so far. `odd` files, on which readers disagree, are not among them. */
  readonly runs: Run[];
  readonly knownGood: Set<string>;
  readonly results: SourceResult[];
}

interface Section {
  readonly title: string;
  /** `early`: its bars are shown while it measures. */
  readonly shown?: 'early';
  readonly measure: (context: Context) => Promise<readonly Bar[]>;
}

const showResult = (result: SourceResult, bars: readonly Bar[]): void => {
  const { name, end } = result.source;
  const known = end === undefined ? 'the format does not say where a file ends' : `end known by: ${end}`;
  console.log(`\n${name}: files found of ${result.files}; ${known}\n${table(damageRows(result))}`);
  console.log(
    showBars(
      bars.filter(({ holds }) => !holds),
      MOST_DAMAGE_CASES,
    ),
  );
};

/** Sections that make what they measure. */
const NEEDS_NO_CORPORA = new Set(['arrays', 'probe', 'runtimes']);

/** In the order in which they are measured: the later ones use what the earlier ones ran. */
const SECTIONS: Readonly<Record<string, Section>> = {
  labelled: {
    title: 'Verdicts on labelled images',
    measure: async ({ runs, knownGood }) => {
      const verdicts = await measureVerdicts();
      runs.push(...verdicts.runs);
      for (const path of verdicts.knownGood) knownGood.add(path);
      return verdicts.bars;
    },
  },
  damage: {
    title: 'Seeded damage',
    shown: 'early',
    measure: async ({ request: { files, formats }, panel, runs, results }) => {
      const damage = await measureDamage({ files, formats, panel, onResult: showResult });
      runs.push(...damage.runs);
      results.push(...damage.results);
      return damage.bars;
    },
  },
  codes: { title: 'Codes', measure: () => measureCodes() },
  fill: { title: 'Rows filled in', measure: ({ request }) => measureFill(request.seedOffset) },
  shift: { title: 'Silent damage in JPEG data', measure: ({ request }) => measureShift(request.seedOffset) },
  decoders: { title: 'What the stated decoder makes of pictures', measure: () => measureDecoders() },
  loadable: {
    title: 'What is clean can be loaded',
    measure: ({ runs, knownGood, panel }) => measureLoadable(runs, knownGood, panel),
  },
  arrays: { title: 'Arrays, number by number', measure: async () => measureArrays() },
  probe: { title: 'Poison that the loss would see', measure: () => measureProbe() },
  runtimes: { title: 'The probe network, whoever computes it', measure: () => measureRuntimes() },
};

const measureAll = async (request: Request): Promise<void> => {
  const context: Context = {
    request,
    panel: createPanel(request.peers),
    runs: [],
    knownGood: new Set(),
    results: [],
  };
  const bars: Bar[] = [];
  const seconds: Record<string, number> = {};
  for (const [name, { title, shown, measure }] of Object.entries(SECTIONS)) {
    if (request.only.length > 0 && !request.only.includes(name)) continue;
    const start = performance.now();
    const own = await measure(context);
    seconds[name] = Math.round((performance.now() - start) / 1000);
    const kept = own.filter(({ holds }) => holds).length;
    const lines = shown === 'early' ? `${kept} of ${own.length} hold` : showBars(own, MOST_CASES);
    console.log(`\n${title} (${seconds[name]} s)\n${lines}`);
    bars.push(...own);
  }
  const held = bars.filter(({ holds }) => holds).length;
  const damage = context.results.map((result) => ({
    format: result.source.name,
    end: result.source.end ?? null,
    files: result.files,
    found: damageRows(result),
  }));
  const report = join(workFolder(), 'corpus.json');
  writeFileSync(report, `${JSON.stringify({ held, of: bars.length, seconds, damage, bars }, null, 2)}\n`);
  if (request.docs === 'write') writeDetectionPage(bars, context.results);
  console.log(`\n${held} of ${bars.length} hold; all in ${report}`);
  process.exitCode = held < bars.length ? 1 : 0;
};

const request = readRequest(process.argv.slice(2), Object.keys(SECTIONS));
if (typeof request === 'string') {
  console.error(request);
  process.exitCode = 2;
} else if (!hasCorpora() && !(request.only.length > 0 && request.only.every((name) => NEEDS_NO_CORPORA.has(name)))) {
  console.log(`Nothing was measured: ${CORPORA} is not there.`);
} else {
  await measureAll(request);
}

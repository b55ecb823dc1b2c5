import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bar, showBars } from './corpus/bars.ts';
import { measureCodes } from './corpus/codes.ts';
import { measureDamage } from './corpus/damage.ts';
import { measureLoadable } from './corpus/loadable.ts';
import { CORPORA, hasCorpora, WORK, workFolder } from './corpus/places.ts';
import { measureVerdicts } from './corpus/verdicts.ts';

// Measures prepass, as built, on real files and on seeded damage, against what it owes. Exit 1: a bar is missed.

const show = (title: string, bars: readonly Bar[]): void => console.log(`\n${title}\n${showBars(bars)}`);

const measure = async (): Promise<readonly Bar[]> => {
  const verdicts = await measureVerdicts();
  show('Verdicts on labelled images', verdicts.bars);
  const damage = await measureDamage();
  show('Seeded damage', damage.bars);
  const codes = await measureCodes();
  show('Codes', codes);
  // The labelled and the damaged files; `odd` ones, on which readers disagree, are not scored.
  const loadable = await measureLoadable([...verdicts.runs, ...damage.runs], verdicts.knownGood);
  show('What is clean can be loaded', loadable);
  return [...verdicts.bars, ...damage.bars, ...codes, ...loadable];
};

if (!hasCorpora()) {
  console.log(`Nothing was measured: ${CORPORA} is not there.`);
} else {
  const bars = await measure();
  const missed = bars.filter(({ holds }) => !holds);
  workFolder();
  const report = join(WORK, 'corpus.json');
  writeFileSync(report, `${JSON.stringify({ held: bars.length - missed.length, of: bars.length, bars }, null, 2)}\n`);
  console.log(`\n${bars.length - missed.length} of ${bars.length} hold; all in ${report}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
}

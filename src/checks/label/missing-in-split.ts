import { z } from 'zod';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import { inClassOrder, shiftsBetween, showShift } from '../dataset/class-order.ts';
import { LISTED } from './integer-labels.ts';

/** Class folders that are not junk, empty ones included. */
const classFolders = ({
  facts,
}: DatasetView): readonly { readonly split: string | undefined; readonly name: string }[] => {
  const junk = new Set(facts.notes.filter(({ kind }) => kind === 'junk-folder').map(({ ref }) => ref));
  const folders = facts.classFolders.map(({ split, name }) => ({ split, name }));
  const splits = new Set(folders.map(({ split }) => split));
  for (const { kind, ref } of facts.notes) {
    if (kind !== 'empty-class-folder') continue;
    const cut = ref.lastIndexOf('/');
    const split = cut < 0 ? undefined : ref.slice(0, cut);
    if (splits.has(split)) folders.push({ split, name: ref.slice(cut + 1) });
  }
  return folders.filter(({ split, name }) => !junk.has(split === undefined ? name : `${split}/${name}`));
};

interface Split {
  readonly split: string;
  /** In class order. */
  readonly names: readonly string[];
  /** Shares a class with another split. */
  readonly related: boolean;
}

const splitsOf = (folders: ReturnType<typeof classFolders>): readonly Split[] => {
  const bySplit = new Map<string, Set<string>>();
  const uses = new Map<string, number>();
  for (const { split, name } of folders) {
    if (split === undefined) continue;
    const names = bySplit.get(split) ?? new Set();
    if (!names.has(name)) uses.set(name, (uses.get(name) ?? 0) + 1);
    bySplit.set(split, names.add(name));
  }
  return [...bySplit]
    .map(([split, names]) => ({
      split,
      names: inClassOrder(names),
      related: [...names].some((name) => uses.get(name)! > 1),
    }))
    .sort((a, b) => (a.split < b.split ? -1 : 1));
};

/** '1', '2', … '10' in class order stand as '1', '10', '2'; the first that does not stand where its number says. */
const misplacedNumber = (names: readonly string[]) => {
  if (names.length < 2 || !names.every((name) => /^\d{1,15}$/.test(name))) return undefined;
  const byNumber = [...names].sort((a, b) => Number(a) - Number(b));
  const index = names.findIndex((name, at) => Number(name) !== Number(byNumber[at]));
  return index < 0 ? undefined : { name: names[index]!, index, expected: byNumber.indexOf(names[index]!) };
};

/**
 * Class folders that one split of an ImageFolder lacks. Each split is numbered by itself, so one folder less moves all after it.
 * Splits without any class in common are meant so (re-identification, few-shot): a note.
 */
export default defineCheck({
  id: 'label/missing-in-split',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Class folders differ between splits', zh: '各划分的类别文件夹不一致' },
  why: {
    en: 'ImageFolder numbers the classes of each split by itself, in the order of code points. A folder that one split lacks moves all later classes, so training and validation mean different classes by the same number, and accuracy drops for no visible reason.',
    zh: 'ImageFolder 对每个划分单独按码点顺序编号。某个划分缺少一个文件夹，其后的类别就会错位：训练与验证用同一编号指不同类别，准确率莫名下降。',
  },
  remedy: {
    en: 'Use one list of classes for all splits (classes.txt of this run), or create the missing folders and their samples. Pad numbers with zeros (01, 02, … 10).',
    zh: '所有划分使用同一份类别表（本次检查输出的 classes.txt），或补齐缺少的文件夹及样本。编号请补零（01、02……10）。',
  },
  needs: [],
  codes: {
    missing: {
      severity: 'error',
      verdict: 'ok',
      en: 'class folders that the split {split} lacks: {count} of {of} ({missing}); classes that get another number there: {shifted} ({shifts})',
      zh: '划分 {split} 缺少 {of} 个类别文件夹中的 {count} 个（{missing}）；其中编号因此改变的类别 {shifted} 个（{shifts}）',
    },
    'missing-last': {
      severity: 'error',
      verdict: 'ok',
      en: 'class folders that the split {split} lacks at the end: {count} of {of} ({missing}); its number of classes differs',
      zh: '划分 {split} 缺少 {of} 个类别文件夹中的最后 {count} 个（{missing}）：类别数不同',
    },
    'nothing-in-common': {
      severity: 'note',
      verdict: 'ok',
      en: 'the split {split} shares no class folder with any other split; it has {count}',
      zh: '划分 {split} 与其他划分没有共同的类别文件夹；它有 {count} 个',
    },
    'numeric-order': {
      severity: 'warning',
      verdict: 'ok',
      en: 'folders named by numbers are ordered as text: “{name}” becomes class {index:raw}, not {expected:raw}',
      zh: '以数字命名的文件夹按文本排序：“{name}”成为类别 {index:raw}，而不是 {expected:raw}',
    },
  },
  options: z.object({}),
  holdsFor: 'listing',
  async *conclude(data) {
    if (data.facts.layout !== 'imagefolder') return;
    const folders = classFolders(data);
    const splits = splitsOf(folders);
    const all = inClassOrder(splits.filter(({ related }) => related).flatMap(({ names }) => names));
    for (const { split, names, related } of splits) {
      const subject = { group: split, members: [] } as const;
      if (!related) {
        if (splits.length > 1) yield { code: 'nothing-in-common', ...subject, data: { split, count: names.length } };
        continue;
      }
      const own = new Set(names);
      const lacks = all.filter((name) => !own.has(name));
      if (lacks.length === 0) continue;
      const shifts = shiftsBetween(all, names);
      const lacking = { split, count: lacks.length, of: all.length, missing: lacks.slice(0, LISTED) };
      if (shifts.length === 0) yield { code: 'missing-last', ...subject, data: lacking };
      else {
        const moved = { ...lacking, shifted: shifts.length, shifts: shifts.slice(0, LISTED).map(showShift) };
        yield { code: 'missing', ...subject, data: moved };
      }
    }
    const misplaced = misplacedNumber(inClassOrder(folders.map(({ name }) => name)));
    if (misplaced !== undefined) yield { code: 'numeric-order', group: 'all', members: [], data: misplaced };
  },
});

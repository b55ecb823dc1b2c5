import { z } from 'zod';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import type { ListingNote } from '../../model/listing.ts';
import { inClassOrder, shiftsBetween, showShift } from './class-order.ts';

const LISTED = 20;

interface Intruder {
  readonly kind: 'junk-folder' | 'empty-class-folder';
  readonly folder: string;
  readonly split: string | undefined;
  readonly name: string;
}

const isIntruder = (note: ListingNote): note is ListingNote & Pick<Intruder, 'kind'> =>
  note.kind === 'junk-folder' || note.kind === 'empty-class-folder';

/** Folders that torchvision would number as classes of their split. Deeper ones lie inside a class and take no number. */
const intruders = ({ facts }: DatasetView): readonly Intruder[] => {
  const splits = new Set(facts.classFolders.flatMap(({ split }) => split ?? []));
  return facts.notes.filter(isIntruder).flatMap(({ kind, ref }) => {
    const cut = ref.indexOf('/');
    const split = cut < 0 ? undefined : ref.slice(0, cut);
    const name = ref.slice(cut + 1);
    if (name.includes('/') || (split === undefined) === splits.size > 0) return [];
    if (split !== undefined && !splits.has(split)) return [];
    return [{ kind, folder: ref, split, name }];
  });
};

export default defineCheck({
  id: 'dataset/junk-folder',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Folder that would count as a class', zh: '会被当成类别的无关文件夹' },
  why: {
    en: 'torchvision numbers every folder as a class, hidden ones too. A leftover of Jupyter, macOS or a NAS, or an empty folder, takes a number: all classes after it move by one, and labels no longer fit a model trained without it. At an empty one newer versions stop.',
    zh: 'torchvision 会把每个文件夹（包括隐藏文件夹）都编号为类别。Jupyter、macOS 或 NAS 留下的文件夹或空文件夹会占用一个编号：其后所有类别错一位，标签与之前训练的模型不再对应。遇到空文件夹，较新版本会直接报错。',
  },
  remedy: {
    en: 'Remove the folder, or train from the clean list and classes.txt, which leave it out.',
    zh: '删除该文件夹，或使用不含该文件夹的可用样本清单和 classes.txt 训练。',
  },
  needs: [],
  codes: {
    junk: {
      severity: 'error',
      verdict: 'ok',
      en: '{folder} is no class, but counts as class {index:raw}; classes that get another number: {shifted} ({shifts})',
      zh: '{folder} 不是类别，却会成为类别 {index:raw}；编号因此改变的类别 {shifted} 个（{shifts}）',
    },
    empty: {
      severity: 'error',
      verdict: 'ok',
      en: '{folder} is empty, but counts as class {index:raw}; classes that get another number: {shifted} ({shifts})',
      zh: '{folder} 是空文件夹，却会成为类别 {index:raw}；编号因此改变的类别 {shifted} 个（{shifts}）',
    },
  },
  options: z.object({}),
  holdsFor: 'listing',
  async *conclude(data) {
    if (data.facts.layout !== 'imagefolder') return;
    const found = intruders(data);
    for (const { kind, folder, split, name } of found) {
      const inSplit = found.filter((other) => other.split === split).map((other) => other.name);
      const intruding = new Set(inSplit);
      const folders = data.facts.classFolders.filter((other) => other.split === split).map((other) => other.name);
      const classes = inClassOrder(folders.filter((other) => !intruding.has(other)));
      const counted = inClassOrder([...classes, ...inSplit]);
      const shifts = shiftsBetween(classes, counted);
      const index = counted.indexOf(name);
      const after = shifts.filter(({ to }) => to > index);
      const listed = after.length === 0 ? ['–'] : after.slice(0, LISTED).map(showShift);
      const subject = { group: folder, members: [] } as const;
      const moved = { folder, index, shifted: after.length, shifts: listed };
      if (kind === 'junk-folder') yield { code: 'junk', ...subject, data: moved };
      else yield { code: 'empty', ...subject, data: moved };
    }
  },
});

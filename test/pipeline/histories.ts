import {
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { ConfigInput } from '../../dist/index.js';
import { jpegOf } from './small-dataset.ts';

/** Whole numbers below a limit, the same for the same seed. */
export type Draw = (below: number) => number;

export const createDraw = (seed: number): Draw => {
  let state = (seed * 0x9e3779b1 + 0x7f4a7c15) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

/** What a history is at: files with their rows, and how they are examined. */
export interface Scene {
  readonly root: string;
  readonly kind: 'folders' | 'manifest';
  readonly draw: Draw;
  files: string[];
  rows: string[][];
  config: Omit<ConfigInput, 'dataset'>;
  made: number;
}

const CLASSES = ['cat', 'dog', 'eel'];
/** A whole second: so exactly can a test set it back. */
const OLD_TIME = 1_700_000_000;

const pick = <T>(draw: Draw, values: readonly T[]): T => values[draw(values.length)]!;

const pictures = new Map<number, Buffer>();
const picture = async (seed: number): Promise<Buffer> => {
  const known = pictures.get(seed) ?? (await jpegOf(seed));
  pictures.set(seed, known);
  return known;
};

const put = (scene: Scene, key: string, bytes: Uint8Array): void => {
  const path = join(scene.root, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  utimesSync(path, OLD_TIME, OLD_TIME);
};

const newKey = (scene: Scene): string => {
  scene.made += 1;
  return `${pick(scene.draw, CLASSES)}/${String(scene.draw(1_000)).padStart(3, '0')}-${scene.made}.jpg`;
};

const rowOf = (scene: Scene, key: string): string[] => [key, String(scene.draw(3)), String(scene.draw(2_000) - 500)];

const adopt = (scene: Scene, key: string): void => {
  scene.files.push(key);
  scene.rows.splice(scene.draw(scene.rows.length + 1), 0, rowOf(scene, key));
};

const add = async (scene: Scene): Promise<void> => {
  const key = newKey(scene);
  put(scene, key, await picture(scene.draw(40)));
  adopt(scene, key);
};

const some = (scene: Scene): string => pick(scene.draw, scene.files);

const pageBytes = Buffer.from('<!DOCTYPE html><html><head><title>404</title></head><body>Not found</body></html>');

/** Everything that happens to a dataset between two runs. Each leaves at least one file. */
const HAPPENINGS: Readonly<Record<string, (scene: Scene) => Promise<void> | void>> = {
  add,
  edit: async (scene) => put(scene, some(scene), await picture(100 + scene.draw(400))),
  'edit in place, as large and as old as before': (scene) => {
    const path = join(scene.root, some(scene));
    const { size, mtimeMs } = statSync(path);
    if (size < 400) return;
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.from([0xff, 0xd9, scene.draw(256)]), 0, 3, size - 60 - scene.draw(100));
    closeSync(file);
    utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
  },
  cut: (scene) => truncateSync(join(scene.root, some(scene)), 300 + scene.draw(200)),
  empty: (scene) => put(scene, some(scene), Buffer.alloc(0)),
  'page instead': (scene) => put(scene, some(scene), pageBytes),
  'other format': async (scene) =>
    put(
      scene,
      some(scene),
      await sharp(await picture(scene.draw(40)))
        .png()
        .toBuffer(),
    ),
  flat: async (scene) =>
    put(
      scene,
      some(scene),
      await sharp({ create: { width: 40, height: 40, channels: 3, background: '#777777' } })
        .jpeg()
        .toBuffer(),
    ),
  copy: (scene) => {
    const key = newKey(scene);
    const from = some(scene);
    mkdirSync(dirname(join(scene.root, key)), { recursive: true });
    copyFileSync(join(scene.root, from), join(scene.root, key));
    adopt(scene, key);
  },
  'hard link': (scene) => {
    const key = newKey(scene);
    const from = some(scene);
    mkdirSync(dirname(join(scene.root, key)), { recursive: true });
    linkSync(join(scene.root, from), join(scene.root, key));
    adopt(scene, key);
  },
  'link led elsewhere': (scene) => {
    const [a, b] = [some(scene), some(scene)];
    if (a === b) return;
    rmSync(join(scene.root, a));
    symlinkSync(join(scene.root, b), join(scene.root, a));
    if (!existsSync(join(scene.root, a))) rmSync(join(scene.root, a));
    scene.files = scene.files.filter((file) => existsSync(join(scene.root, file)));
  },
  delete: (scene) => {
    if (scene.files.length < 4) return;
    const key = some(scene);
    rmSync(join(scene.root, key));
    scene.files = scene.files.filter((file) => existsSync(join(scene.root, file)));
    if (scene.draw(2) === 0) scene.rows = scene.rows.filter(([path]) => path !== key);
  },
  rename: (scene) => {
    const from = some(scene);
    const to = newKey(scene);
    mkdirSync(dirname(join(scene.root, to)), { recursive: true });
    renameSync(join(scene.root, from), join(scene.root, to));
    scene.files = [...scene.files.filter((file) => existsSync(join(scene.root, file))), to];
    for (const row of scene.rows) if (row[0] === from) row[0] = to;
  },
  swap: (scene) => {
    const [a, b] = [join(scene.root, some(scene)), join(scene.root, some(scene))];
    if (a === b) return;
    renameSync(a, `${a}.moved`);
    renameSync(b, a);
    renameSync(`${a}.moved`, b);
    scene.files = scene.files.filter((file) => existsSync(join(scene.root, file)));
  },
  'other label': (scene) => {
    const row = pick(scene.draw, scene.rows);
    row[1] = pick(scene.draw, ['0', '1', '2', '7', '-1', '', '1.5', 'nan']);
  },
  'other target': (scene) => {
    const row = pick(scene.draw, scene.rows);
    row[2] = pick(scene.draw, ['0', '17.25', '1e30', 'nan', '-3', 'inf']);
  },
  'rows moved': (scene) => {
    const [row] = scene.rows.splice(scene.draw(scene.rows.length), 1);
    scene.rows.splice(scene.draw(scene.rows.length + 1), 0, row!);
  },
  'row repeated': (scene) => {
    scene.rows.splice(scene.draw(scene.rows.length + 1), 0, [...pick(scene.draw, scene.rows)]);
  },
  'option of a check on bytes': (scene) => {
    const checks = { 'image/blank': { maxDeviation: pick(scene.draw, [0.5, 1.5, 30]) } };
    scene.config = { ...scene.config, checks };
  },
  'declared classes': (scene) => {
    scene.config = { ...scene.config, classes: pick(scene.draw, [2, 3, 5]) };
  },
  'ignored label': (scene) => {
    scene.config = { ...scene.config, ignoreLabels: pick(scene.draw, [[], [-1], [7]]) };
  },
  'check off or on': (scene) => {
    const disable = pick(scene.draw, [[], ['image/blank'], ['label/negative'], ['file/format-mismatch']]);
    scene.config = { ...scene.config, disable };
  },
};

const writeManifest = ({ root, rows, kind }: Scene): void => {
  if (kind === 'folders') return;
  writeFileSync(
    join(root, 'list.csv'),
    ['path,label,score', ...rows.map((row) => row.join(','))].join('\n').concat('\n'),
  );
};

/** A small dataset of good pictures. */
export const openScene = async (root: string, seed: number): Promise<Scene> => {
  const draw = createDraw(seed);
  const kind = draw(2) === 0 ? 'folders' : 'manifest';
  const config = kind === 'manifest' ? { manifest: join(root, 'list.csv'), targets: [{ name: 'score' }] } : {};
  const scene: Scene = { root, kind, draw, files: [], rows: [], config, made: 0 };
  for (let file = 0; file < 12; file += 1) await add(scene);
  writeManifest(scene);
  return scene;
};

/** One to five things happen. Answers their names, to tell what a failing history was. */
export const letTimePass = async (scene: Scene): Promise<readonly string[]> => {
  const happened: string[] = [];
  for (let left = scene.draw(5) + 1; left > 0; left -= 1) {
    const name = pick(scene.draw, Object.keys(HAPPENINGS));
    await HAPPENINGS[name]!(scene);
    happened.push(name);
  }
  writeManifest(scene);
  return happened;
};

/** Everything of a run that must be equal for equal input, by file. */
export const lastingFiles = (out: string): Record<string, string> => {
  const names = ['samples.parquet', 'findings.parquet', 'members.parquet', 'rejected.csv', 'to-fix.csv', 'moves.jsonl'];
  return Object.fromEntries(
    names
      .concat(['targets/normalizer.json', 'clean/train.txt', 'clean/classes.txt', 'clean/list.csv'])
      .filter((name) => existsSync(join(out, name)))
      .map((name) => [name, readFileSync(join(out, name), 'base64')]),
  );
};

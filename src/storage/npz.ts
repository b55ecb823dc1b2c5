import { type Container, wholeProblem } from './container.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';
import { openZipEntry } from './zip-entry.ts';

const ZIP_STARTS = ['PK\x03\x04', 'PK\x05\x06'];

/** numpy reads an entry of another name as bytes, never as an array. */
const isArray = ({ name }: ZipEntry): boolean => name.endsWith('.npy');

const list: Container['list'] = (file) => {
  const directory = readZipDirectory(file);
  if ('problem' in directory) return directory;
  const names = (wanted: boolean): readonly string[] =>
    directory.entries.filter((entry) => isArray(entry) === wanted && !entry.name.endsWith('/')).map(({ name }) => name);
  return { arrays: names(true), others: names(false) };
};

/** A .npz file: a zip archive of .npy files. Its arrays are read forwards. */
export const npzContainer: Container = {
  list,
  index: (read) => {
    const directory = readZipDirectory(read);
    const entries = 'problem' in directory ? [] : directory.entries;
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    return (file, member, limits) => {
      const entry = byName.get(member);
      return entry && openZipEntry(file, entry, limits);
    };
  },
  problem: (file) => {
    const start = Buffer.alloc(ZIP_STARTS[0]!.length);
    file.read(0, start);
    return ZIP_STARTS.includes(start.toString('latin1')) ? wholeProblem(list(file)) : undefined;
  },
};

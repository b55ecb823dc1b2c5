import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import picomatch from 'picomatch';
import type { Config } from '../model/config.ts';
import { bytesFromKey } from '../model/path-key.ts';
import type { ResourceRef } from '../model/sample.ts';
import type { Roots } from '../storage/roots.ts';
import { roleOf } from './file-kinds.ts';
import { type Place, splitOf } from './folder-samples.ts';

const isPattern = (text: string): boolean => picomatch.scan(text).isGlob;

/**
 * A dataset that is no path but a pattern of paths becomes the folder before its first mark, and the pattern from there on.
 * A file or folder whose name holds such marks is meant by it.
 */
export const splitGlob = <Input extends { readonly dataset: string; readonly manifest?: unknown }>(
  input: Input,
): Input => {
  const { dataset, manifest } = input;
  if (manifest !== undefined || typeof dataset !== 'string' || !isPattern(dataset) || existsSync(dataset)) return input;
  const { base, glob } = picomatch.scan(dataset);
  const root = dataset.startsWith('/') ? base || '/' : base || '.';
  return { ...input, dataset: root, manifest: glob };
};

/** The pattern, counted from the dataset, that stands where a manifest could; undefined where a manifest does. */
export const globOf = (
  { manifest, dataset }: Pick<Config, 'manifest' | 'dataset'>,
  roots: Roots,
): string | undefined => {
  const [text, ...others] = manifest === undefined ? [] : [manifest].flat();
  if (text === undefined || others.length > 0 || !isPattern(text)) return undefined;
  if (existsSync(text) || existsSync(resolve(dataset, text))) return undefined;
  const plain = text.replace(/^(?:\.\/+)+/, '');
  const root = bytesFromKey(roots.root).toString();
  return plain.startsWith(`${root}/`) ? plain.slice(root.length + 1) : plain;
};

/** Files that match a pattern, whatever their extensions; hidden ones only where the pattern names them. */
export const globPlace = (pattern: string, splits: ReadonlySet<string>): Place => {
  const matches = picomatch(pattern, { nonegate: true });
  return (key: ResourceRef) => {
    if (!matches(bytesFromKey(key).toString())) return undefined;
    const role = roleOf(key) ?? 'image';
    const split = splitOf(key, splits);
    return { role, ...(role === 'array' && { holdsSamples: true }), ...(split !== undefined && { split }) };
  };
};

import { hash } from 'node:crypto';
import { join } from 'node:path';
import { sealFile } from '../../catalog/sealed-file.ts';
import type { CodeReader } from '../../decode/ports.ts';
import type { Limits } from '../../model/config.ts';
import type { ColorSums, InputPicture } from '../../model/inputs.ts';
import type { Part } from '../../model/sample.ts';
import { StorageError } from '../../storage/errors.ts';
import type { OpenFile } from '../../storage/local.ts';
import { extensionOf } from '../extension.ts';
import type { Answer, Drawing } from '../jobs.ts';

type Place = Pick<Part, 'resource' | 'cell' | 'range'>;

interface SecondReadingParts {
  readonly open: (place: Place) => OpenFile | Promise<OpenFile>;
  /** Told before a sample's file is opened. */
  readonly touch: (ordinal: number) => void;
  readonly limits: Limits;
  readonly codes: CodeReader;
  /** Folder of the report's pictures. */
  readonly evidence: string;
}

/** Reads pictures once more when the dataset was judged: to draw them for the report, and to sum their colors for the normalizer. */
export const createSecondReading = ({ open, touch, limits, codes, evidence }: SecondReadingParts) => {
  /** The bytes of a picture and the extension that it goes by; undefined above the limit. */
  const readWhole = async ({ resource, cell, range }: Place) => {
    const place = { resource, cell, ...(range && { range }) };
    const opened = await open(place);
    const bytes = opened.size > limits.maxFileBytes ? undefined : opened.readAll();
    opened.close();
    return bytes && { bytes, extension: extensionOf(place) };
  };

  /** What cannot be read any more is left out: who asked is told what there is. */
  const orNothing = async <Result>(act: () => Promise<Result | undefined>): Promise<Result | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (error instanceof StorageError) return undefined;
      throw error;
    }
  };

  /** Pictures for the report. One that cannot be drawn is left out: the report says so. */
  const draw = async (drawings: readonly Drawing[]): Promise<Answer> => {
    const { drawThumbnail } = await import('../../decode/thumbnail.ts');
    const drawn: string[] = [];
    for (const drawing of drawings) {
      const { ordinal, file, hide } = drawing;
      touch(ordinal);
      await orNothing(async () => {
        const read = await readWhole(drawing);
        const picture = read && (await drawThumbnail(read.bytes, { hide, codes, extension: read.extension }));
        if (picture === undefined) return;
        sealFile(join(evidence, file), picture);
        drawn.push(file);
      });
    }
    return { kind: 'draw', drawn };
  };

  const sumOf = async (picture: InputPicture): Promise<ColorSums | undefined> => {
    touch(picture.ordinal);
    return orNothing(async () => {
      const read = await readWhole(picture);
      if (read === undefined || hash('sha256', read.bytes, 'hex') !== picture.sha256) return undefined;
      const { sumColors } = await import('../../decode/color-sums.ts');
      return sumColors(read.bytes, limits.maxPixels, read.extension);
    });
  };

  const sum = async (pictures: readonly InputPicture[]): Promise<Answer> => {
    const sums: (ColorSums | null)[] = [];
    for (const picture of pictures) sums.push((await sumOf(picture)) ?? null);
    return { kind: 'colors', sums };
  };

  return { draw, sum };
};

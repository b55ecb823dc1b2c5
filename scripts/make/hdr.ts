import { linear } from './light.ts';
import type { Picture } from './scene.ts';

/** Three amounts of light as a shared exponent and three mantissas (G. Ward, "Real Pixels", Graphics Gems II). */
const rgbe = (red: number, green: number, blue: number): readonly number[] => {
  const most = Math.max(red, green, blue);
  if (most < 1e-32) return [0, 0, 0, 0];
  const exponent = Math.floor(Math.log2(most)) + 1;
  return [...[red, green, blue].map((light) => Math.floor((light * 256) / 2 ** exponent)), exponent + 128];
};

/** One channel of a row: runs of four and more equal bytes, other bytes as they are. */
const packed = (row: readonly number[]): readonly number[] => {
  const packets: number[] = [];
  let plain: number[] = [];
  const endPlain = (): void => {
    if (plain.length > 0) packets.push(plain.length, ...plain);
    plain = [];
  };
  for (let at = 0; at < row.length; ) {
    let run = 1;
    while (at + run < row.length && run < 127 && row[at + run] === row[at]) run += 1;
    if (run >= 4) {
      endPlain();
      packets.push(128 + run, row[at]!);
      at += run;
    } else {
      plain.push(row[at]!);
      at += 1;
      if (plain.length === 128) endPlain();
    }
  }
  endPlain();
  return packets;
};

/** Radiance HDR with packed rows. Width: 8 to 32,767. */
export const encodeHdr = ({ width, height, data }: Picture): Buffer => {
  const head = `#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${height} +X ${width}\n`;
  const rows = Array.from({ length: height }, (_, y) => {
    const pixels = Array.from({ length: width }, (_, x) => {
      const at = (y * width + x) * 3;
      return rgbe(linear(data[at]!), linear(data[at + 1]!), linear(data[at + 2]!));
    });
    const channels = [0, 1, 2, 3].flatMap((channel) => packed(pixels.map((pixel) => pixel[channel]!)));
    return Buffer.from([2, 2, width >> 8, width & 0xff, ...channels]);
  });
  return Buffer.concat([Buffer.from(head, 'latin1'), ...rows]);
};

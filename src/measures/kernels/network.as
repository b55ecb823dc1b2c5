// AssemblyScript, compiled by scripts/build-kernels.ts; the twin is src/measures/arithmetic.ts and must answer the same bits. Each lane
// adds up its own output in the twin's order; products are rounded before they are added.

/**
 * Eight columns of four outputs at a time.
 * source: `channels` planes with a margin of (side - 1) / 2 zeros; line and plane: bytes from one to the next. A line holds columns + side
 * - 1 floats. weights: for each block of four outputs, for each channel, row and column of the filter, four floats. columns: a multiple
 * of 8. target: 4 x blocks planes of height x columns floats.
 */
export function convolve(
  source: usize, channels: usize, line: usize, plane: usize, weights: usize, side: usize, blocks: usize,
  height: usize, columns: usize, target: usize,
): void {
  const targetPlane = (height * columns) << 2;
  const blockWeights = (channels * side * side) << 4;
  for (let block: usize = 0; block < blocks; block += 1) {
    for (let y: usize = 0; y < height; y += 1) {
      for (let x: usize = 0; x < columns; x += 8) {
        let left0 = f32x4.splat(0), left1 = f32x4.splat(0), left2 = f32x4.splat(0), left3 = f32x4.splat(0);
        let right0 = f32x4.splat(0), right1 = f32x4.splat(0), right2 = f32x4.splat(0), right3 = f32x4.splat(0);
        let weight = weights + block * blockWeights;
        const corner = source + y * line + (x << 2);
        for (let channel: usize = 0; channel < channels; channel += 1) {
          let row = corner + channel * plane;
          for (let down: usize = 0; down < side; down += 1) {
            for (let tap: usize = 0; tap < side; tap += 1) {
              const left = v128.load(row + (tap << 2));
              const right = v128.load(row + (tap << 2), 16);
              const weight0 = v128.load32_splat(weight);
              const weight1 = v128.load32_splat(weight, 4);
              const weight2 = v128.load32_splat(weight, 8);
              const weight3 = v128.load32_splat(weight, 12);
              left0 = f32x4.add(left0, f32x4.mul(left, weight0));
              right0 = f32x4.add(right0, f32x4.mul(right, weight0));
              left1 = f32x4.add(left1, f32x4.mul(left, weight1));
              right1 = f32x4.add(right1, f32x4.mul(right, weight1));
              left2 = f32x4.add(left2, f32x4.mul(left, weight2));
              right2 = f32x4.add(right2, f32x4.mul(right, weight2));
              left3 = f32x4.add(left3, f32x4.mul(left, weight3));
              right3 = f32x4.add(right3, f32x4.mul(right, weight3));
              weight += 16;
            }
            row += line;
          }
        }
        let to = target + (block << 2) * targetPlane + ((y * columns + x) << 2);
        v128.store(to, left0);
        v128.store(to, right0, 16);
        to += targetPlane;
        v128.store(to, left1);
        v128.store(to, right1, 16);
        to += targetPlane;
        v128.store(to, left2);
        v128.store(to, right2, 16);
        to += targetPlane;
        v128.store(to, left3);
        v128.store(to, right3, 16);
      }
    }
  }
}

/** source: `count` floats. weights: for each block of sixteen outputs, for each of the source, sixteen floats. target: 16 x blocks floats. */
export function multiply(source: usize, count: usize, weights: usize, blocks: usize, target: usize): void {
  const end = source + (count << 2);
  for (let block: usize = 0; block < blocks; block += 1) {
    let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0), sum2 = f32x4.splat(0), sum3 = f32x4.splat(0);
    for (let at = source; at < end; at += 4) {
      const value = v128.load32_splat(at);
      sum0 = f32x4.add(sum0, f32x4.mul(value, v128.load(weights)));
      sum1 = f32x4.add(sum1, f32x4.mul(value, v128.load(weights, 16)));
      sum2 = f32x4.add(sum2, f32x4.mul(value, v128.load(weights, 32)));
      sum3 = f32x4.add(sum3, f32x4.mul(value, v128.load(weights, 48)));
      weights += 64;
    }
    v128.store(target, sum0);
    v128.store(target, sum1, 16);
    v128.store(target, sum2, 32);
    v128.store(target, sum3, 48);
    target += 64;
  }
}

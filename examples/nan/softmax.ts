/** FLT_MIN: Caffe never takes the logarithm of less. */
export const SMALLEST = 1.1754943508222875e-38;

/** Probabilities of each sample's classes from the network's answers, in float32. */
export const softmax = (answers: Float32Array, classes: number): Float32Array => {
  const shares = new Float32Array(answers.length);
  for (let start = 0; start < answers.length; start += classes) {
    const scores = answers.subarray(start, start + classes);
    const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    const powers = scores.map((score) => Math.exp(score - largest));
    const sum = powers.reduce((total, power) => Math.fround(total + power), 0);
    shares.set(
      powers.map((power) => power / sum),
      start,
    );
  }
  return shares;
};

/** Cross-entropy, averaged over the batch; `labels` are classes from 0 on. */
export const crossEntropy =
  (classes: number) =>
  (answers: Float32Array, labels: readonly number[], gradient: Float32Array): number => {
    const shares = softmax(answers, classes);
    let loss = 0;
    for (const [sample, label] of labels.entries()) {
      const place = sample * classes + label;
      loss -= Math.log(Math.max(shares[place]!, SMALLEST));
      shares[place]! -= 1;
    }
    gradient.set(shares.map((slope) => slope / labels.length));
    return loss / labels.length;
  };

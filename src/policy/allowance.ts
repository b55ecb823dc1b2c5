import { UserError } from '../model/errors.ts';

/** How many samples may be bad: so many, or a share of all samples of the run. */
export type Allowance =
  | { readonly kind: 'count'; readonly samples: number }
  | { readonly kind: 'share'; readonly percent: string };

const COUNT = /^\d{1,15}$/;
/** At most 9 decimals: a share of a share of 10^9 samples is still a whole one. */
const SHARE = /^(\d{1,3})(?:\.(\d{1,9}))?\s?%$/;

/** '0.1%' or '25'. Throws UserError for anything else: a bare 0.1 could be either. */
export const parseAllowance = (text: string): Allowance => {
  const trimmed = text.trim();
  if (COUNT.test(trimmed)) return { kind: 'count', samples: Number(trimmed) };
  const share = SHARE.exec(trimmed);
  const percent = share === null ? '' : `${Number(share[1])}${share[2] === undefined ? '' : `.${share[2]}`}`;
  if (share === null || Number(percent) > 100) throw new UserError('gate.bad-allowance', { given: text });
  return { kind: 'share', percent };
};

/** As many whole samples of `of` as the allowance lets pass: a share is rounded down, in whole numbers, so that no float decides. */
export const allowedSamples = (allowance: Allowance, of: number): number => {
  if (allowance.kind === 'count') return allowance.samples;
  const [whole = '0', decimals = ''] = allowance.percent.split('.');
  const scaled = BigInt(`${whole}${decimals.padEnd(9, '0')}`);
  return Number((BigInt(of) * scaled) / 100_000_000_000n);
};

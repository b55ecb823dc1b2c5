/** a[0] + a[1] x + a[2] x² …, from the highest power down. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, each) => sum * x + each, 0);

// fdlibm's s_erf.c (Copyright (C) 1993 by Sun Microsystems, Inc. Developed at SunPro; permission to use, copy, modify, and distribute
// this software is freely granted, provided that this notice is preserved).
const ERX = 8.45062911510467529297e-1;
const PP = [
  1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3,
  -2.37630166566501626084e-5,
];
const QQ = [
  1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4,
  -3.9602282787753681232e-6,
];
const PA = [
  -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1,
  -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.166375594868790843e-3,
];
const QA = [
  1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1,
  1.36370839120290507362e-2, 1.1984499846799107417e-2,
];
const RA = [
  -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1,
  -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592,
];
const SA = [
  1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
  4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
];
const RB = [
  -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2,
  -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2,
];
const SB = [
  1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3,
  2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1,
];

/** The complementary error function for x >= 0, to an ulp or so. */
const upperTail = (x: number): number => {
  if (x < 0.84375) {
    const square = x * x;
    const quotient = polynomial(PP, square) / polynomial(QQ, square);
    return x < 0.25 ? 1 - (x + x * quotient) : 0.5 - (x - 0.5 + x * quotient);
  }
  if (x < 1.25) return 1 - ERX - polynomial(PA, x - 1) / polynomial(QA, x - 1);
  if (x >= 28) return 0;
  const inverse = 1 / (x * x);
  const [above, below] = x < 1 / 0.35 ? [RA, SA] : [RB, SB];
  // Few enough bits that its square is exact: fround keeps 24, fdlibm 21.
  const short = Math.fround(x);
  const rest = (short - x) * (short + x) + polynomial(above, inverse) / polynomial(below, inverse);
  return (Math.exp(-short * short - 0.5625) * Math.exp(rest)) / x;
};

/** Share of a standard normal distribution below z, 0..1. */
export const normalShareBelow = (z: number): number => {
  const tail = upperTail(Math.abs(z) * Math.SQRT1_2) / 2;
  return z < 0 ? tail : 1 - tail;
};

// M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988): relative error about 1e-16.
const CENTER = [
  [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
    67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
    28729.085735721942674, 5226.495278852545925,
  ],
] as const;
const MIDDLE = [
  [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
] as const;
const FAR = [
  [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
] as const;

const ratioAt = ([above, below]: readonly [readonly number[], readonly number[]], x: number): number =>
  polynomial(above, x) / polynomial(below, x);

/** The z below which such a share of a standard normal distribution lies; ∓Infinity for 0 and 1. */
export const normalAt = (share: number): number => {
  const off = share - 0.5;
  if (Math.abs(off) <= 0.425) return off * ratioAt(CENTER, 0.180625 - off * off);
  const tail = off < 0 ? share : 1 - share;
  if (tail <= 0) return off < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const root = Math.sqrt(-Math.log(tail));
  const z = root <= 5 ? ratioAt(MIDDLE, root - 1.6) : ratioAt(FAR, root - 5);
  return off < 0 ? -z : z;
};

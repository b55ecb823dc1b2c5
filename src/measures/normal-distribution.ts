/** a[0] + a[1] x + a[2] x² …, from the highest power down. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, each) => sum * x + each, 0);

// fdlibm's s_erf.c (Copyright (C) 1993 by Sun Microsystems, Inc. Developed at SunPro; permission to use, copy, modify, and distribute
// this software is freely granted, provided that this notice is preserved).
const ERX = 0.8450629115104675;
const PP = [
  0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5,
];
const QQ = [
  1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -3.960228278775368e-6,
];
const PA = [
  -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
  0.035478304325618236, -0.002166375594868791,
];
const QA = [
  1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
  0.011984499846799107,
];
const RA = [
  -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
  -184.60509290671104, -81.2874355063066, -9.814329344169145,
];
const SA = [
  1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
  108.63500554177944, 6.570249770319282, -0.0604244152148581,
];
const RB = [
  -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
  -1025.0951316110772, -483.5191916086514,
];
const SB = [
  1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
  474.52854120695537, -22.44095244658582,
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
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
] as const;
const MIDDLE = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const;
const FAR = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
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

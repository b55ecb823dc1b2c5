import { formatNumber } from '../../messages/fill.ts';
import type { ProbePlots } from '../../model/summary.ts';
import { html, type Markup } from './markup.ts';

type Curve = ProbePlots['losses'][number];

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 78;
const RIGHT = 12;
const TOP = 12;
const BASE = 205;
const DIGITS = 3;
/** Beyond this ratio a straight scale shows nothing but the largest. */
const LOG_FROM = 100;

export const short = (value: number): string => formatNumber(Number(value.toPrecision(DIGITS)));

/** Where losses stand, 0 at the base to 1 at the top, and what the marks beside it say. */
export interface Scale {
  readonly isLogarithmic: boolean;
  readonly placeOf: (loss: number) => number;
  readonly marks: readonly number[];
}

const within = (share: number): number => Math.min(1, Math.max(0, share));

/** Powers of ten between two losses, at most six. */
const decades = (low: number, high: number): readonly number[] => {
  const first = Math.ceil(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  const step = Math.max(1, Math.ceil((last - first) / 5));
  const count = last < first ? 0 : Math.floor((last - first) / step) + 1;
  return Array.from({ length: count }, (_, at) => 10 ** (first + at * step));
};

/** Logarithmic where positive losses span more than two decades; those of 0 then stand at the base. */
export const scaleOf = (losses: readonly number[]): Scale => {
  const high = losses.reduce((most, loss) => Math.max(most, loss), Number.NEGATIVE_INFINITY);
  const low = losses.reduce((least, loss) => Math.min(least, loss), Number.POSITIVE_INFINITY);
  const positive = losses.reduce((least, loss) => (loss > 0 ? Math.min(least, loss) : least), high);
  if (low >= 0 && high / positive > LOG_FROM) {
    // Twelve decades below the largest nothing matters any more.
    const floor = Math.max(positive, high * 1e-12);
    const span = Math.log(high / floor);
    const placeOf = (loss: number): number => (loss <= floor ? 0 : within(Math.log(loss / floor) / span));
    return { isLogarithmic: true, placeOf, marks: decades(floor, high) };
  }
  const base = Math.min(0, low);
  const top = Math.max(high, 0) > base ? Math.max(high, 0) : 1;
  const placeOf = (loss: number): number => within((loss - base) / (top - base));
  return { isLogarithmic: false, placeOf, marks: [base, (base + top) / 2, top] };
};

/** Losses by rank as one line; `flagged`: those of the highest that a finding names. Undefined without losses. */
export const lossCurve = (curve: Curve, flagged: ReadonlySet<string>, about: string): Markup | undefined => {
  if (curve.points.length === 0) return undefined;
  const { placeOf, marks } = scaleOf(curve.points.map(([, loss]) => loss));
  const xOf = (rank: number): string =>
    (LEFT + (curve.count <= 1 ? 0.5 : rank / (curve.count - 1)) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const yOf = (loss: number): string => (BASE - placeOf(loss) * (BASE - TOP)).toFixed(1);
  const line = curve.points.map(([rank, loss]) => `${xOf(rank)},${yOf(loss)}`).join(' ');
  const beside = marks.map(
    (mark) =>
      html`<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${yOf(mark)}" y2="${yOf(mark)}"/><text x="${LEFT - 8}" y="${yOf(mark)}" dy="4" text-anchor="end">${short(mark)}</text>`,
  );
  const dots = curve.highest.map(
    ({ id, loss }, at) =>
      html`<circle class="${flagged.has(id) ? 'v-bad' : 'after'}" cx="${xOf(curve.count - 1 - at)}" cy="${yOf(loss)}" r="3.5"/>`,
  );
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${about}">${beside}<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${BASE}" y2="${BASE}"/><polyline class="curve" points="${line}"/>${dots}<text x="${LEFT}" y="${BASE + 20}">1</text><text x="${WIDTH - RIGHT}" y="${BASE + 20}" text-anchor="end">${formatNumber(curve.count)}</text></svg>`;
};

/** One place and what the function is there. */
interface Point {
  readonly x: number;
  readonly f: number;
}

const GOLD = 1.618034;
const GROW_LIMIT = 110;
const TINY = 1e-21;
const MOST_BRACKET_STEPS = 1_000;

/** Three places of which the middle one is the lowest, found downhill from two. As scipy.optimize.bracket 1.10. */
const bracket = (of: (x: number) => number, from: number, to: number): readonly [Point, Point, Point] => {
  const at = (x: number): Point => ({ x, f: of(x) });
  let a = at(from);
  let b = at(to);
  if (a.f < b.f) [a, b] = [b, a];
  let c = at(b.x + GOLD * (b.x - a.x));
  for (let step = 0; c.f < b.f && step < MOST_BRACKET_STEPS; step += 1) {
    const first = (b.x - a.x) * (b.f - c.f);
    const second = (b.x - c.x) * (b.f - a.f);
    const curve = second - first;
    const x = b.x - ((b.x - c.x) * second - (b.x - a.x) * first) / (2 * (Math.abs(curve) < TINY ? TINY : curve));
    const limit = b.x + GROW_LIMIT * (c.x - b.x);
    const onward = (): Point => at(c.x + GOLD * (c.x - b.x));
    let next: Point;
    if ((x - c.x) * (b.x - x) > 0) {
      const inner = at(x);
      if (inner.f < c.f) return [b, inner, c];
      if (inner.f > b.f) return [a, b, inner];
      next = onward();
    } else if ((x - limit) * (limit - c.x) >= 0) next = at(limit);
    else if ((x - limit) * (c.x - x) > 0) {
      next = at(x);
      if (next.f < c.f) {
        [b, c] = [c, next];
        next = onward();
      }
    } else next = onward();
    [a, b, c] = [b, c, next];
  }
  return [a, b, c];
};

const GOLDEN_SECTION = 0.381966;
const RELATIVE_TOLERANCE = 1.48e-8;
const ABSOLUTE_TOLERANCE = 1e-11;
const MOST_STEPS = 500;

/**
 * Where a function of one variable is lowest, by Brent's method (golden section and parabolas) from a bracket found downhill. Step for
 * step as scipy.optimize.brent 1.10 with its own tolerance, so that both end at the same place: to 1.5e-8 of it, or as closely as the
 * function's own rounding tells its values apart.
 */
export const lowestAt = (of: (x: number) => number, from: number, to: number): number => {
  const [start, middle, end] = bracket(of, from, to);
  let low = Math.min(start.x, end.x);
  let high = Math.max(start.x, end.x);
  let [best, second, third] = [middle, middle, middle];
  let before = 0;
  let move = 0;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const least = RELATIVE_TOLERANCE * Math.abs(best.x) + ABSOLUTE_TOLERANCE;
    const center = 0.5 * (low + high);
    if (Math.abs(best.x - center) < 2 * least - 0.5 * (high - low)) break;
    const golden = (): void => {
      before = best.x >= center ? low - best.x : high - best.x;
      move = GOLDEN_SECTION * before;
    };
    if (Math.abs(before) <= least) golden();
    else {
      const one = (best.x - second.x) * (best.f - third.f);
      const two = (best.x - third.x) * (best.f - second.f);
      const curve = 2 * (two - one);
      const p = ((best.x - third.x) * two - (best.x - second.x) * one) * (curve > 0 ? -1 : 1);
      const q = Math.abs(curve);
      const last = before;
      before = move;
      const isInside = p > q * (low - best.x) && p < q * (high - best.x) && Math.abs(p) < Math.abs(0.5 * q * last);
      if (isInside) {
        move = p / q;
        const x = best.x + move;
        if (x - low < 2 * least || high - x < 2 * least) move = center >= best.x ? least : -least;
      } else golden();
    }
    const stride = move >= 0 ? Math.max(move, least) : Math.min(move, -least);
    const x = best.x + stride;
    const next = { x, f: of(x) };
    if (next.f > best.f) {
      if (x < best.x) low = x;
      else high = x;
      if (next.f <= second.f || second.x === best.x) [second, third] = [next, second];
      else if (next.f <= third.f || third.x === best.x || third.x === second.x) third = next;
    } else {
      if (x >= best.x) low = best.x;
      else high = best.x;
      [best, second, third] = [next, best, second];
    }
  }
  return best.x;
};

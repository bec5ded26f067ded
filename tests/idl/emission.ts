/**
 * What the hours emit, by the published formula and in exact fractions:
 * C(n) = floor(E1 / d × (1 − (1 − d)^n)), with E1 = 500,000,000 × 8% / 8760 IO and d = 0.0000138869523959793.
 */

/** E1 as a fraction, in base units: 10⁸ of them are an IO. */
const FIRST = { numerator: 500_000_000n * 8n * 10n ** 6n, denominator: 8_760n };

/** d as a fraction. */
const DECAY = { numerator: 138_869_523_959_793n, denominator: 10n ** 19n };

/** Base units that are emitted through epoch `n`. Not for the last one, which takes what is left. */
function cumulative(n: bigint): bigint {
  const whole = DECAY.denominator ** n;
  const rest = (DECAY.denominator - DECAY.numerator) ** n;
  const numerator = FIRST.numerator * DECAY.denominator * (whole - rest);
  return numerator / (FIRST.denominator * DECAY.numerator * whole);
}

/** Base units of epoch `n`. */
export function emission(n: bigint): bigint {
  return cumulative(n) - cumulative(n - 1n);
}

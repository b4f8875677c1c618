// Numbers as text.

/** @param {number} value */
export function number(value) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text =
    size < 5e-7 ? "0" : size < 0.001 ? value.toExponential(1) : String(+value.toPrecision(3));
  return text.replaceAll("-", "−");
}

/**
 * A rate or a factor, without zeros at the end.
 * @param {number} rate
 */
export const short = (rate) => String(+rate.toPrecision(3));

/** What follows hundredths: in Chinese without a space. */
const sign = () => (globalThis.document?.documentElement.lang.startsWith("zh") ? "%" : " %");

/** @param {number} share */
export const percent = (share) => (100 * share).toPrecision(2) + sign();

/**
 * @param {number} hundredths
 * @param {number} digits after the point
 */
export const hundredths = (hundredths, digits) => hundredths.toFixed(digits) + sign();

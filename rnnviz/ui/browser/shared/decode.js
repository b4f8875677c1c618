// Payload text as numbers and masks.

/**
 * An array as int16 times one step size.
 * @typedef {{ shape: number[], step: number, int16: string }} PackedNumbers
 */

/**
 * The drawn part of a mask, a bit for each element where it knows two values.
 * @typedef {{
 *   edge: string, fill: "zero" | "previous" | "gaussian", layer: number, lasting: boolean,
 *   shape: number[], scale?: number, bits?: string, float32?: string,
 * }} PackedMask
 */

/**
 * What a mask multiplies by at a step, for a gate and a unit; `other` is the unit that a weight comes
 * from, or in the film the example.
 * @typedef {(t: number, gate: number, unit: number, other?: number) => number} Factor
 */

/**
 * @template {PackedMask} [P=PackedMask]
 * @typedef {P & { times: number, gates: number, units: number, across: number, factor: Factor }} Mask
 */

/** @param {string} text */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** @param {PackedNumbers} packed */
export function numbersOf({ int16, step }) {
  const whole = new Int16Array(bytesOf(int16).buffer);
  return Float32Array.from(whole, (value) => value * step);
}

/**
 * The largest magnitude.
 * @param {Float32Array} values
 */
export const largest = (values) =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/**
 * @template {PackedMask} P
 * @param {P} mask
 * @returns {Mask<P>}
 */
export function maskOf(mask) {
  const [times = 1, gates = 1, units = 1, across = 1] = mask.shape;
  const bytes = bytesOf(mask.bits ?? mask.float32 ?? "");
  const floats = mask.float32 === undefined ? null : new Float32Array(bytes.buffer);
  const scale = mask.scale ?? 1;
  /** @type {Factor} */
  const factor = (t, gate, unit, other = 0) => {
    if (units > 1 && unit >= units) return 1; // an embedding may be narrower than a layer
    const place =
      (((times > 1 ? t : 0) * gates + (gates > 1 ? gate : 0)) * units + (units > 1 ? unit : 0)) *
        across +
      (across > 1 ? other : 0);
    if (floats) return floats[place];
    return (bytes[place >> 3] >> (7 - (place & 7))) & 1 ? scale : 0;
  };
  return { ...mask, times, gates, units, across, factor };
}

/**
 * Whether a mask multiplies a value; zoneout chooses between a new and an old one.
 * @param {{ fill: string }} mask
 */
export const multiplies = (mask) => mask.fill !== "previous";

// The masks as numbers: what each multiplies by, and what it does at a step.

import { maskOf, multiplies } from "../shared/decode.js";

/** @import { PackedFilm, Strip } from "./payload.js" */

/**
 * What a mask does at a step: how many elements it strikes of all drawn, how many differ from the step
 * before, and which units the first example loses.
 * @typedef {{ all: number, struck: number, changed: number, first: number[] }} Counts
 */

/** @typedef {ReturnType<typeof reelOf>} Reel */

/** @param {PackedFilm} film */
export const reelOf = ({ id, steps, examples, units, gates, strips }) => ({
  ...{ id, gates, units, T: steps, B: examples },
  strips: strips.map(maskOf),
});

/**
 * How many units a mask has, of those drawn.
 * @param {Reel} reel
 * @param {Strip} strip
 */
export const unitsOf = ({ units }, strip) =>
  strip.units > 1 ? Math.min(strip.units, units) : units;

/**
 * How many examples, or for weights how many units that they come from.
 * @param {Reel} reel
 * @param {Strip} strip
 */
export const acrossOf = ({ units, B }, strip) => (strip.weights ? units : B);

/**
 * @param {Reel} reel
 * @param {Strip} strip
 * @param {number} gate
 * @param {number} t
 * @returns {Counts}
 */
export function countsOf(reel, strip, gate, t) {
  const counts = { all: 0, struck: 0, changed: 0, first: /** @type {number[]} */ ([]) };
  for (let u = 0; u < unitsOf(reel, strip); u++) {
    for (let n = 0; n < acrossOf(reel, strip); n++) {
      const now = strip.factor(t, gate, u, n);
      counts.all++;
      if (now === 0) counts.struck++;
      if (now === 0 && n === 0 && !strip.weights) counts.first.push(u + 1);
      if (t > 0 && strip.factor(t - 1, gate, u, n) !== now) counts.changed++;
    }
  }
  return counts;
}

/** @param {Strip} strip */
export const nameOf = ({ layer, label }) => `layer ${layer + 1}: ${label}`;

/**
 * @param {Strip} strip
 * @param {Counts} counts
 * @param {number} t
 */
export function countText(strip, { all, struck, changed }, t) {
  const verb = multiplies(strip) ? "dropped" : "keep their old value";
  const since = t > 0 ? `, ${changed || "none"} changed since step ${t}` : "";
  return `step ${t + 1}: ${struck} of ${all} ${verb}${since}`;
}

/**
 * @param {Counts[]} counts
 * @param {number} t
 * @param {number} steps
 */
export function sentence(counts, t, steps) {
  const step = `Step ${t + 1} of ${steps}`;
  if (t === 0) return `${step}: play, and see which masks are drawn anew.`;
  const changed = counts.filter((one) => one.changed > 0).length;
  const rest = counts.length - changed;
  return `${step}: ${changed} of ${counts.length} masks differ from step ${t}, ${rest} stand still.`;
}

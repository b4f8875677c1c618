// The masks as numbers: what each multiplies by, and what it does at a step.

import { maskOf, multiplies } from "../shared/decode.js";

/** @import { Say } from "../shared/say.js" */
/** @import { PackedFilm, Strip } from "./payload.js" */

/**
 * What a mask does at a step: how many elements it strikes of all drawn, how many differ from the step
 * before, and which units the first example loses.
 * @typedef {{ all: number, struck: number, changed: number, first: number[] }} Counts
 */

/** @typedef {ReturnType<typeof reelOf>} Reel */

/**
 * @param {PackedFilm} film
 * @param {Say} say
 */
export const reelOf = ({ id, steps, examples, units, gate_labels, strips }, say) => ({
  ...{ id, gate_labels, units, say, T: steps, B: examples },
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

/**
 * @param {Reel} reel
 * @param {Strip} strip
 */
export const nameOf = ({ say }, { layer, label }) => say("mask", { layer: layer + 1, edge: label });

/**
 * @param {Reel} reel
 * @param {Strip} strip
 * @param {Counts} counts
 * @param {number} t
 */
export function countText({ say, B }, strip, { all, struck, changed }, t) {
  const fate = multiplies(strip) ? "step_dropped" : "step_old";
  const counted = say(fate, { step: t + 1, some: struck, all });
  const text = strip.weights ? counted : say("over_examples", { said: counted, examples: B });
  return t > 0 ? say("changed", { said: text, changed: changed || say("none"), before: t }) : text;
}

/**
 * @param {Reel} reel
 * @param {Counts[]} counts
 * @param {number} t
 */
export function sentence({ say, T }, counts, t) {
  const step = { step: t + 1, steps: T, before: t };
  if (t === 0) return say("begin", step);
  const changed = counts.filter((layer) => layer.changed > 0).length;
  const rest = counts.length - changed;
  return say("differ", { ...step, changed, all: counts.length, rest });
}

// What a formula says of the noise on a value.

import { multiplies } from "../shared/decode.js";
import { number } from "../shared/numbers.js";

/** @import { Say } from "../shared/say.js" */
/** @import { Pass } from "./pass.js" */

/**
 * What a factor does to a value.
 * @param {Pass} pass
 * @param {string | null} edge
 * @param {number} l
 * @param {number | null} factor
 */
export function noteOf(pass, edge, l, factor) {
  if (factor === null) return pass.say("no_noise");
  if (factor === 0) return pass.say("dropped");
  const mask = pass.masks(edge, l).find(multiplies);
  if (mask?.fill === "gaussian") return pass.say("blurred");
  return pass.say(factor < 1 ? "expected" : "kept"); // classic scaling at evaluation
}

/**
 * What zoneout makes of a new value.
 * @param {Say} say
 * @param {number} renewal
 * @param {number} before
 * @param {number} value
 */
export function renewalNote(say, renewal, before, value) {
  if (renewal === 0) return say("old_value", { value: number(before) });
  if (renewal === 1) return say("renewed");
  return say("renewed_partly", { share: number(renewal), value: number(value) });
}

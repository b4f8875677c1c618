// What each layer draws: a vector's values, the edge whose noise meets it, and its scale.

import { inwardEdge, meanFactor } from "./pass.js";

/** @import { Pass } from "./pass.js" */
/** @typedef {(t: number, u: number) => number} Values */
/** @typedef {{
 *   key: string, edge: string, name: string, what?: string, value: Values, most: number,
 * }} Vector `what` enters the gates, if it does */

/**
 * What a layer reads at each step.
 * @param {Pass} pass
 * @param {number} layer
 * @returns {Values}
 */
export const belowOf = (pass, layer) =>
  layer === 0 ? (pass.x ?? (() => 0)) : (t, u) => pass.h(layer - 1, t, u);

/**
 * @param {Pass} pass
 * @param {number} l
 * @returns {Vector[]}
 */
export function vectorsOf(pass, l) {
  const { most, cell, say } = pass;
  const gates = say("the_gates");
  const inward = inwardEdge(l);
  const written = pass.gates.findIndex(({ name }) => name === "candidate" || name === "hidden");
  /** @type {(edge: string, value: Values) => Values} */
  const masked = (edge, value) => (t, u) => value(t, u) * meanFactor(pass, edge, l, t, u);
  const entering = (/** @type {string} */ what) => ({ what, name: say("into", { what, gates }) });
  /** @type {Vector[]} */
  const list = [
    {
      key: "in",
      edge: inward,
      ...entering(l === 0 ? "x" : say("h_of_layer", { layer: l })),
      value: masked(inward, belowOf(pass, l)),
      most: l === 0 ? most.x : most.h,
    },
    {
      key: "rec",
      edge: "recurrent",
      ...entering(say("previous_h")),
      value: masked("recurrent", (t, u) => pass.h(l, t - 1, u)),
      most: most.h,
    },
    {
      key: "g",
      edge: "candidate",
      name: say("g_written"),
      value: (t, u) => pass.gate(l, t, written, u),
      most: most.g,
    },
    {
      key: "c",
      edge: "cell",
      name: say("c_memory"),
      value: (t, u) => pass.c(l, t, u),
      most: most.c,
    },
    { key: "h", edge: "hidden", name: "h", value: (t, u) => pass.h(l, t, u), most: most.h },
    {
      key: "out",
      edge: "output",
      name: say("h_out"),
      value: masked("output", (t, u) => pass.h(l, t, u)),
      most: most.h,
    },
  ];
  /** @type {Record<string, boolean>} */
  const has = { c: cell === "lstm", g: cell !== "rnn", out: l === pass.L - 1 };
  return list.filter(({ key }) => has[key] ?? true);
}

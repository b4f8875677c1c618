// One unit's formula with its numbers, line by line.

import { number } from "../shared/numbers.js";
import { cellLines } from "./equations.js";
import { noteOf } from "./notes.js";
import { factorOf, gatesApart, inwardEdge } from "./pass.js";

/** @import { Pass } from "./pass.js" */

/**
 * A line of a formula; `lost` if the value is dropped, `old` if the old one is kept. States have
 * their `value`, and what it was before zoneout chose, `fresh`.
 * @typedef {{
 *   name: string, text: string, note: string, lost?: boolean, old?: boolean,
 *   fresh?: number, value?: number,
 * }} FormulaLine
 */

/** @typedef {{ l: number, t: number, u: number }} Unit */

/**
 * @param {Pass} pass
 * @param {Unit} at
 * @returns {FormulaLine[]}
 */
export function formulaOf(pass, at) {
  const { l, t, u } = at;
  const before = pass.h(l, t - 1, u);
  const below = l === 0 ? (pass.x?.(t, u) ?? null) : pass.h(l - 1, t, u);
  return [
    ...copyLines(
      pass,
      inwardEdge(l),
      l === 0 ? "x" : pass.say("h_of_layer", { layer: l }),
      below,
      at,
    ),
    ...copyLines(pass, "recurrent", pass.say("previous_h"), before, at),
    ...weightLines(pass, at),
    ...cellLines(pass, at),
    ...(l === pass.L - 1 ? outputLines(pass, at) : []),
  ];
}

/**
 * A masked copy that enters the gates: one line, or one for each gate.
 * @param {Pass} pass
 * @param {string} edge
 * @param {string} name
 * @param {number | null} value
 * @param {Unit} at
 */
function copyLines(pass, edge, name, value, { l, t, u }) {
  const apart = gatesApart(pass, edge, l);
  return (apart ? pass.gate_labels : [pass.say("gates")]).map((gate, g) => {
    const factor = factorOf(pass, edge, l, t, u, g);
    const note = noteOf(pass, edge, l, factor);
    return { name: `${name} → ${gate}`, text: productOf(value, factor), note, lost: factor === 0 };
  });
}

/**
 * @param {number | null} value
 * @param {number | null} factor
 */
function productOf(value, factor) {
  if (value === null) return "";
  if (factor === null) return number(value);
  return `${number(value)} × ${number(factor)} = ${number(value * factor)}`;
}

/**
 * @param {Pass} pass
 * @param {Unit} at
 */
const weightLines = (pass, { l, u }) =>
  ["weights", "rows"].flatMap((edge) =>
    pass.masks(edge, l).map((mask) => {
      const text = pass.gate_labels.map((gate, g) => {
        const kept = Array.from({ length: mask.across }, (_, k) => mask.factor(0, g, u, k)).filter(
          (factor) => factor !== 0,
        ).length;
        if (mask.across > 1) return `${gate} ${kept}/${mask.across}`;
        return pass.say(kept ? "gate_kept" : "gate_dropped", { gate });
      });
      const name = pass.say(edge === "rows" ? "its_rows" : "its_weights");
      return { name, text: text.join(pass.say("comma")), note: "" };
    }),
  );

/**
 * What the softmax is given, where noise is on its way.
 * @param {Pass} pass
 * @param {Unit} at
 * @returns {FormulaLine[]}
 */
function outputLines(pass, { l, t, u }) {
  const factor = factorOf(pass, "output", l, t, u);
  if (factor === null) return [];
  const text = productOf(pass.h(l, t, u), factor);
  return [
    {
      name: pass.say("h_softmax"),
      text,
      note: noteOf(pass, "output", l, factor),
      lost: factor === 0,
    },
  ];
}

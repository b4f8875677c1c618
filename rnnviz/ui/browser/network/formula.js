// One unit's formula with its numbers, line by line.

import { multiplies } from "../shared/decode.js";
import { number } from "../shared/numbers.js";
import { factorOf, gatesApart, inwardEdge, renewalOf } from "./pass.js";

/** @import { Say } from "../shared/say.js" */
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
/** @typedef {FormulaLine & { fresh: number, value: number }} StateLine */

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
    ...CELLS[pass.cell](pass, at, before),
    ...(l === pass.L - 1 ? outputLines(pass, at) : []),
  ];
}

const CELLS = { lstm: lstmLines, gru: gruLines, rnn: rnnLines };

/** @param {number} share */
const logit = (share) => Math.log(share / (1 - share));

/**
 * What a factor does to a value.
 * @param {Pass} pass
 * @param {string} edge
 * @param {number} l
 * @param {number | null} factor
 */
function noteOf(pass, edge, l, factor) {
  if (factor === null) return pass.say("no_noise");
  if (factor === 0) return pass.say("dropped");
  const mask = pass.masks(edge, l).find(multiplies);
  if (mask?.fill === "gaussian") return pass.say("blurred");
  return pass.say(factor < 1 ? "expected" : "kept"); // classic scaling at evaluation
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
 * value × factor, then zoneout's choice between the new value and the one before.
 * @param {Pass} pass
 * @param {{ edge: string, name: string, formula: string }} said
 * @param {number} computed
 * @param {number} before
 * @param {Unit} at
 * @returns {StateLine}
 */
function stateLine(pass, { edge, name, formula }, computed, before, { l, t, u }) {
  const factor = factorOf(pass, edge, l, t, u);
  const renewal = renewalOf(pass, edge, l, t, u);
  const fresh = computed * (factor ?? 1);
  const text =
    factor === null
      ? `${formula} = ${number(computed)}`
      : `(${formula}) × ${number(factor)} = ${number(fresh)}`;
  const line = { name, text, lost: factor === 0, fresh };
  if (renewal === null) return { ...line, note: noteOf(pass, edge, l, factor), value: fresh };
  const value = before + renewal * (fresh - before);
  return {
    ...line,
    note: renewalNote(pass.say, renewal, before, value),
    old: renewal === 0,
    value,
  };
}

/**
 * @param {Say} say
 * @param {number} renewal
 * @param {number} before
 * @param {number} value
 */
function renewalNote(say, renewal, before, value) {
  if (renewal === 0) return say("old_value", { value: number(before) });
  if (renewal === 1) return say("renewed");
  return say("renewed_partly", { share: number(renewal), value: number(value) });
}

/**
 * @param {string} name
 * @param {"σ" | "tanh"} squash
 * @param {number} value
 * @returns {FormulaLine}
 */
function gateLine(name, squash, value) {
  const inside = squash === "σ" ? logit(value) : Math.atanh(value);
  return { name, note: "", text: `${squash}(${number(inside)}) = ${number(value)}` };
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

/**
 * What is written, and the share of it that noise lets through.
 * @param {Pass} pass
 * @param {Unit} at
 * @param {number} g
 * @returns {[line: FormulaLine, written: number]}
 */
function writtenLine(pass, { l, t, u }, g) {
  const factor = factorOf(pass, "candidate", l, t, u);
  const line = gateLine("g", "tanh", g);
  if (factor === null) return [line, g];
  const text = `${line.text}; × ${number(factor)} = ${number(g * factor)}`;
  const note = noteOf(pass, "candidate", l, factor);
  return [{ ...line, text, note, lost: factor === 0 }, g * factor];
}

/**
 * @param {Pass} pass
 * @param {Unit} at
 * @param {number} before
 */
function lstmLines(pass, at, before) {
  const { l, t, u } = at;
  const [i, f, g, o] = [0, 1, 2, 3].map((gate) => pass.gate(l, t, gate, u));
  const old = pass.c(l, t - 1, u);
  const [line, written] = writtenLine(pass, at, g);
  const sum = `${number(f)} · ${number(old)} + ${number(i)} · ${number(written)}`;
  const c = stateLine(
    pass,
    { edge: "cell", name: "c", formula: sum },
    f * old + i * written,
    old,
    at,
  );
  const read = `${number(o)} · tanh(${number(c.fresh)})`;
  return [
    ...[gateLine("i", "σ", i), gateLine("f", "σ", f), gateLine("o", "σ", o), line, c],
    stateLine(
      pass,
      { edge: "hidden", name: "h", formula: read },
      o * Math.tanh(c.fresh),
      before,
      at,
    ),
  ];
}

/**
 * @param {Pass} pass
 * @param {Unit} at
 * @param {number} before
 */
function gruLines(pass, at, before) {
  const [r, z, g] = [0, 1, 2].map((gate) => pass.gate(at.l, at.t, gate, at.u));
  const [line, written] = writtenLine(pass, at, g);
  const carried = before * (factorOf(pass, "carry", at.l, at.t, at.u) ?? 1);
  const formula = `(1 − ${number(z)}) · ${number(written)} + ${number(z)} · ${number(carried)}`;
  const value = (1 - z) * written + z * carried;
  return [
    ...[gateLine("r", "σ", r), gateLine("z", "σ", z), line],
    stateLine(pass, { edge: "hidden", name: "h", formula }, value, before, at),
  ];
}

/**
 * @param {Pass} pass
 * @param {Unit} at
 * @param {number} before
 */
function rnnLines(pass, at, before) {
  const value = pass.gate(at.l, at.t, 0, at.u);
  const formula = `tanh(${number(Math.atanh(value))})`;
  return [stateLine(pass, { edge: "hidden", name: "h", formula }, value, before, at)];
}

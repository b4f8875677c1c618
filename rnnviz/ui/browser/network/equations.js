// What a cell computes for one unit, with its numbers: a line for each gate, then for each state.

import { number } from "../shared/numbers.js";
import { noteOf, renewalNote } from "./notes.js";
import { factorOf, renewalOf } from "./pass.js";

/** @import { FormulaLine, Unit } from "./formula.js" */
/** @import { Pass } from "./pass.js" */
/** @import { Factor, Gate, NewState } from "./payload.js" */

/** @typedef {FormulaLine & { fresh: number, value: number }} StateLine */
/** @typedef {Record<string, number>} Values by letter */
/** @typedef {{ formula: string, value: number }} Computed */

/** How a gate is written down, and what it was given to become its value. */
const SQUASHES = {
  sigmoid: { name: "σ", inverse: (/** @type {number} */ share) => Math.log(share / (1 - share)) },
  tanh: { name: "tanh", inverse: Math.atanh },
};

/** How a value enters a product. */
const FORMS = {
  plain: { write: (/** @type {string} */ v) => v, of: (/** @type {number} */ v) => v },
  rest: {
    write: (/** @type {string} */ v) => `(1 − ${v})`,
    of: (/** @type {number} */ v) => 1 - v,
  },
  tanh: { write: (/** @type {string} */ v) => `tanh(${v})`, of: Math.tanh },
};

/**
 * In the equations' own order, but gates that squash alike stand together.
 * @param {Pass} pass
 * @param {Unit} at
 * @returns {FormulaLine[]}
 */
export function cellLines(pass, at) {
  const { l, t, u } = at;
  const gates = pass.gates.map((gate, g) => ({ ...gate, value: pass.gate(l, t, g, u) }));
  const before = Object.fromEntries(
    pass.states.map(({ letter }) => [letter, pass[letter](l, t - 1, u)]),
  );
  const values = { ...before };
  const lines = [];
  for (const gate of gates.toSorted((a, b) => a.squash.localeCompare(b.squash))) {
    if (gate.letter in before) continue; // a state's line has it
    const [line, used] = gateLine(pass, gate, at);
    values[gate.letter] = used;
    lines.push(line);
  }
  for (const state of pass.states) {
    const gate = gates.find(({ letter }) => letter === state.letter);
    const computed = gate ? alone(gate) : sumOf(pass, state, values, at);
    const line = stateLine(pass, state, computed, before[state.letter], at);
    values[state.letter] = line.fresh;
    lines.push(line);
  }
  return lines;
}

/**
 * @param {Gate & { value: number }} gate
 * @returns {Computed}
 */
function alone({ squash, value }) {
  const { name, inverse } = SQUASHES[squash];
  return { formula: `${name}(${number(inverse(value))})`, value };
}

/**
 * A gate, and what noise leaves of it where it is used.
 * @param {Pass} pass
 * @param {Gate & { value: number }} gate
 * @param {Unit} at
 * @returns {[line: FormulaLine, used: number]}
 */
function gateLine(pass, gate, { l, t, u }) {
  const { letter: name, hook, value } = gate;
  const text = `${alone(gate).formula} = ${number(value)}`;
  const factor = factorOf(pass, hook, l, t, u);
  if (factor === null) return [{ name, text, note: "" }, value];
  const used = value * factor;
  const line = { name, text: `${text}; × ${number(factor)} = ${number(used)}` };
  return [{ ...line, note: noteOf(pass, hook, l, factor), lost: factor === 0 }, used];
}

/**
 * A state's sum of products.
 * @param {Pass} pass
 * @param {NewState} state
 * @param {Values} values
 * @param {Unit} at
 * @returns {Computed}
 */
function sumOf(pass, { terms }, values, at) {
  const products = terms.map((term) => term.map((factor) => factorIn(pass, factor, values, at)));
  return {
    formula: products.map((term) => term.map(({ formula }) => formula).join(" · ")).join(" + "),
    value: products
      .map((term) => term.reduce((product, { value }) => product * value, 1))
      .reduce((sum, product) => sum + product),
  };
}

/**
 * @param {Pass} pass
 * @param {Factor} factor
 * @param {Values} values
 * @param {Unit} at
 * @returns {Computed}
 */
function factorIn(pass, { letter, hook, form }, values, { l, t, u }) {
  const value = values[letter] * (factorOf(pass, hook, l, t, u) ?? 1);
  return { formula: FORMS[form].write(number(value)), value: FORMS[form].of(value) };
}

/**
 * What was computed × its factor, then zoneout's choice between the new value and the one before.
 * @param {Pass} pass
 * @param {NewState} state
 * @param {Computed} computed
 * @param {number} before
 * @param {Unit} at
 * @returns {StateLine}
 */
function stateLine(pass, { letter, hook }, computed, before, { l, t, u }) {
  const factor = factorOf(pass, hook, l, t, u);
  const renewal = renewalOf(pass, hook, l, t, u);
  const fresh = computed.value * (factor ?? 1);
  const text =
    factor === null
      ? `${computed.formula} = ${number(fresh)}`
      : `(${computed.formula}) × ${number(factor)} = ${number(fresh)}`;
  const line = { name: letter, text, lost: factor === 0, fresh };
  if (renewal === null) return { ...line, note: noteOf(pass, hook, l, factor), value: fresh };
  const value = before + renewal * (fresh - before);
  const note = renewalNote(pass.say, renewal, before, value);
  return { ...line, note, old: renewal === 0, value };
}

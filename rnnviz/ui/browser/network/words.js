// The same in words: the line above the picture, the live region, the table twin.

import { number, percent } from "../shared/numbers.js";
import { formulaOf } from "./formula.js";
import { factorOf, renewalOf, struckShare } from "./pass.js";

/** @import { Mask } from "../shared/decode.js" */
/** @import { Say } from "../shared/say.js" */
/** @import { Table } from "../shared/twin.js" */
/** @import { Unit } from "./formula.js" */
/** @import { Pass } from "./pass.js" */
/** @import { Edge, Route } from "./payload.js" */
/** @import { Moment } from "./player.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Vector } from "./vectors.js" */

/**
 * Which units of a vector are struck and which keep an old value, at one step.
 * @param {Pass} pass
 * @param {Vector} vector
 * @param {number} l
 * @param {number} t
 */
function fatesOf(pass, { edge }, l, t) {
  const units = Array.from({ length: pass.H }, (_, u) => u);
  const shares = units.map((u) => struckShare(pass, edge, l, t, u));
  return {
    struck: units.filter((u) => shares[u] === 1),
    partly: units.filter((u) => shares[u] > 0 && shares[u] < 1),
    old: units.filter((u) => renewalOf(pass, edge, l, t, u) === 0),
  };
}

/**
 * @param {Pass} pass
 * @param {Vector} vector
 * @param {number} l
 * @param {number} t
 */
function vectorSentence(pass, vector, l, t) {
  const fills = new Set(pass.masks(vector.edge, l).map(({ fill }) => fill));
  const { struck, partly, old } = fatesOf(pass, vector, l, t);
  const say = (/** @type {string} */ key, /** @type {number[]} */ some) =>
    pass.say(key, { some: some.length, all: pass.H, vector: vector.name });
  return [
    fills.has("zero") ? say("units_dropped", struck) : "",
    fills.has("zero") && partly.length ? say("partly_dropped", partly) : "",
    fills.has("gaussian") ? say("gaussian_on", []) : "",
    fills.has("previous") ? say("units_old", old) : "",
  ]
    .filter(Boolean)
    .join(pass.say("comma"));
}

/**
 * How many of a weight mask's elements are struck, and of how many.
 * @param {Mask} mask
 */
function struckOf({ gates, units, across, factor }) {
  let struck = 0;
  for (let g = 0; g < gates; g++) {
    for (let u = 0; u < units; u++) {
      for (let k = 0; k < across; k++) struck += Number(factor(0, g, u, k) === 0);
    }
  }
  return { some: struck, all: gates * units * across };
}

/**
 * @param {Pass} pass
 * @param {number} l
 */
const weightSentences = (pass, l) => [
  ...pass.masks("weights", l).map((mask) => pass.say("elements_dropped", struckOf(mask))),
  ...pass.masks("rows", l).map((mask) => pass.say("rows_dropped", struckOf(mask))),
];

/**
 * @param {Scene} scene
 * @param {number} t
 */
export function stepSentence({ pass, vectors }, t) {
  const { say } = pass;
  const layers = vectors.flatMap((some, l) => {
    const sentences = some.map((vector) => vectorSentence(pass, vector, l, t));
    const all = [...sentences, ...weightSentences(pass, l)].filter(Boolean);
    const layer = l + 1;
    return all.length ? [say("layer_said", { layer, said: all.join(say("comma")) })] : [];
  });
  const lost = factorOf(pass, "word", 0, t, 0) === 0;
  const step = { step: t + 1, steps: pass.T, word: pass.tokens[t] };
  const read = say(lost ? "step_loses" : "step_reads", step);
  const sentences = [read, ...layers].join(say("semicolon"));
  return say(layers.length ? "noisy" : "quiet", { said: sentences });
}

/**
 * What the letters in and beside the boxes stand for.
 * @param {Pass} pass
 */
export function lettersOf({ cell, edges, say }) {
  const noisy = new Set(edges.filter(({ noises }) => noises.length).map(({ key }) => key));
  return [
    cell === "lstm" ? say("letter_c") : "",
    say("letter_h"),
    say("letter_rec"),
    noisy.has("candidate") ? say("letter_g") : "",
    noisy.has("weights") ? say("letter_weights") : "",
    noisy.has("rows") ? say("letter_rows") : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

/**
 * How large the values are that have the fullest colours.
 * @param {Pass} pass
 */
export function rangeOf({ cell, most, say }) {
  const h = say("range_h", { most: number(most.h) });
  if (cell !== "lstm") return h;
  return [h, say("range_c", { most: number(most.c) })].join(say("comma"));
}

/**
 * @param {Scene} scene
 * @param {Moment} moment
 */
export function tellStep({ pass, fixed }, { t, p, touched }) {
  if (!touched) return pass.say(fixed ? "touch_fixed" : "touch");
  const [guess, chance] = pass.guesses[t];
  const step = { step: t + 1, word: pass.tokens[t], guess, chance: percent(chance) };
  return pass.say(p < 1 ? "reads" : "predicts", step);
}

/**
 * A unit in one line; the lens has its whole formula.
 * @param {Pass} pass
 * @param {Unit} at
 */
export function tellUnit(pass, at) {
  const { say } = pass;
  const lines = formulaOf(pass, at);
  const oldValue = (/** @type {number} */ value) => say("value_old", { value: number(value) });
  const states = lines.flatMap(({ name, value, old }) =>
    value === undefined ? [] : [`${name} = ${old ? oldValue(value) : number(value)}`],
  );
  const lost = lines.filter((line) => line.lost).map((line) => line.name);
  const place = { layer: at.l + 1, step: at.t + 1, unit: at.u + 1 };
  const unit = say("unit_states", { ...place, states: states.join(say("comma")) });
  return lost.length ? say("unit_loses", { unit, names: lost.join(say("comma")) }) : unit;
}

/**
 * An edge's noise, and what a click would do, unless it is fixed.
 * @param {Edge} edge
 * @param {Pick<Scene, "pass" | "fixed">} scene
 */
export function tellEdge({ label, noises }, { pass: { say }, fixed }) {
  const edge = { edge: label, noises: noises.join(say("and_noise")) };
  if (fixed) return say(noises.length ? "edge_noisy_fixed" : "edge_quiet_fixed", edge);
  return say(noises.length ? "edge_noisy" : "edge_quiet", edge);
}

/**
 * @param {Pass} pass
 * @param {number | null} from
 * @param {number | null} to
 * @param {Route} route
 */
export function pathSentence({ tokens, say }, from, to, route) {
  if (from === null) {
    if (to === null) return say("path_begin");
    return say("path_to", { step: to + 1 });
  }
  const word = tokens[from];
  if (to === null) return say("path_from", { word, step: from + 1 });
  const lag = to - from;
  return [
    say("path_lag", { word, count: lag, up: route.up[lag] }),
    say("path_along", { route: route.label, count: route.along[lag] }),
    say("survival", { chance: number(route.survival[lag]) }),
    lawOf(route, say),
  ].join(" · ");
}

/**
 * What distance does to the count: nothing, or so many more at each step.
 * @param {Route} route
 * @param {Say} say
 */
function lawOf({ up, along }, say) {
  const more = (along[1] ?? 0) - (along[0] ?? 0);
  if (more > 0) return say("law_more", { more });
  return say(up[0] > 0 ? "law_same" : "law_none");
}

/**
 * The step as a table, the top layer first.
 * @param {Scene} scene
 * @param {number} t
 * @returns {Table}
 */
export function stepTable(scene, t) {
  const { pass, vectors } = scene;
  const rows = vectors.flatMap((some, l) => some.map((vector) => vectorRow(pass, vector, l, t)));
  return { caption: stepSentence(scene, t), rows: rows.reverse(), head: 1 };
}

/**
 * @param {Pass} pass
 * @param {Vector} vector
 * @param {number} l
 * @param {number} t
 */
function vectorRow(pass, vector, l, t) {
  const { struck, partly, old } = fatesOf(pass, vector, l, t);
  const sizes = Array.from({ length: pass.H }, (_, u) => Math.abs(vector.value(t, u)));
  const some = { dropped: struck.length, partly: partly.length };
  const lost = partly.length ? pass.say("some_partly", some) : `${struck.length}`;
  const which = [...struck, ...old].map((u) => u + 1).join(" ") || pass.say("none");
  const most = number(Math.max(...sizes));
  return [l + 1, vector.name, most, lost, old.length, which];
}

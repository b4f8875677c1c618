// The same in words: the line above the picture, the live region, the table twin.

import { number, percent } from "../shared/numbers.js";
import { formulaOf } from "./formula.js";
import { factorOf, renewalOf, struckShare } from "./pass.js";

/** @import { Mask } from "../shared/decode.js" */
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
  const units = (/** @type {number[]} */ some) => `${some.length} of ${pass.H} units`;
  return [
    fills.has("zero") ? `${units(struck)} of ${vector.name} dropped` : "",
    fills.has("zero") && partly.length ? `${partly.length} for some gates only` : "",
    fills.has("gaussian") ? `Gaussian noise on ${vector.name}` : "",
    fills.has("previous") ? `${units(old)} of ${vector.name} keep their old value` : "",
  ]
    .filter(Boolean)
    .join(", ");
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
  return `${struck} of ${gates * units * across}`;
}

/**
 * @param {Pass} pass
 * @param {number} l
 */
const weightSentences = (pass, l) => [
  ...pass.masks("weights", l).map((mask) => `${struckOf(mask)} elements of W_hh dropped`),
  ...pass.masks("rows", l).map((mask) => `${struckOf(mask)} rows of W_hh dropped`),
];

/**
 * @param {Scene} scene
 * @param {number} t
 */
export function stepSentence({ pass, vectors }, t) {
  const layers = vectors.flatMap((some, l) => {
    const said = some.map((vector) => vectorSentence(pass, vector, l, t));
    const all = [...said, ...weightSentences(pass, l)].filter(Boolean);
    return all.length ? [`layer ${l + 1}: ${all.join(", ")}`] : [];
  });
  const lost = factorOf(pass, "word", 0, t, 0) === 0 ? ", dropped whole" : "";
  const read = `step ${t + 1} of ${pass.T}: reads “${pass.tokens[t]}”${lost}`;
  return layers.length ? `${[read, ...layers].join("; ")}.` : `${read}; no noise.`;
}

/**
 * What the letters in and beside the boxes stand for.
 * @param {Pass} pass
 */
export function lettersOf({ cell, edges }) {
  const noisy = new Set(edges.filter(({ noises }) => noises.length).map(({ key }) => key));
  return [
    cell === "lstm" ? "c: the memory" : "",
    "h: the state",
    "h in: the state before, as it enters the gates",
    noisy.has("candidate") ? "g: noise on what is written" : "",
    noisy.has("weights") ? "W: noise on elements of W_hh" : "",
    noisy.has("rows") ? "ruled W: noise on rows of W_hh" : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

/**
 * How large the values are that have the fullest colours.
 * @param {Pass} pass
 */
export function rangeOf({ cell, most }) {
  const h = `h ± ${number(most.h)}`;
  return cell === "lstm" ? `${h}, c ± ${number(most.c)}` : h;
}

/**
 * @param {Scene} scene
 * @param {Moment} moment
 */
export function tellStep({ pass, fixed }, { t, p, touched }) {
  if (!touched) {
    const edge = fixed ? "" : "an edge switches its noise, ";
    return `Play, or touch: ${edge}a box opens below, a word and a later prediction make a path.`;
  }
  const [word, chance] = pass.guesses[t];
  const guess = p < 1 ? "" : ` and predicts “${word}” (${percent(chance)})`;
  return `Step ${t + 1} reads “${pass.tokens[t]}”${guess}.`;
}

/**
 * A unit in one line; the lens has its whole formula.
 * @param {Pass} pass
 * @param {Unit} at
 */
export function tellUnit(pass, at) {
  const lines = formulaOf(pass, at);
  const states = lines.flatMap(({ name, value, old }) =>
    value === undefined ? [] : [`${name} = ${number(value)}${old ? " (old value kept)" : ""}`],
  );
  const lost = lines.filter((line) => line.lost).map((line) => line.name);
  const place = `Layer ${at.l + 1}, step ${at.t + 1}, unit ${at.u + 1}`;
  const dropped = lost.length ? ` · dropped: ${lost.join(", ")}` : "";
  return `${place}: ${states.join(", ")}${dropped}`;
}

/** @param {Edge} edge */
export function tellEdge({ label, noises }) {
  const noise = noises.join("; and ") || "no noise";
  return `${label}: ${noise} · click to switch it ${noises.length ? "off" : "on"}`;
}

/**
 * @param {string[]} tokens
 * @param {number | null} from
 * @param {number | null} to
 * @param {Route} route
 */
export function pathSentence(tokens, from, to, route) {
  if (from === null) {
    if (to === null) return "Path: choose a word below and a later prediction above.";
    return `Path to the prediction after step ${to + 1}: now choose a word below.`;
  }
  const word = `“${tokens[from]}”`;
  if (to === null) return `Path from ${word} (step ${from + 1}): now choose a prediction above.`;
  const lag = to - from;
  const later = lag === 1 ? "1 step" : `${lag} steps`;
  return [
    `${word} → prediction ${later} later: up ${route.up[lag]}`,
    `${route.label} ${route.along[lag]}`,
    `survival ${number(route.survival[lag])}`,
    lawOf(route),
  ].join(" · ");
}

/**
 * What distance does to the count: nothing, or so many more at each step.
 * @param {Route} route
 */
function lawOf({ up, along }) {
  const more = (along[1] ?? 0) - (along[0] ?? 0);
  if (more > 0) return `${more} more for each step further back`;
  return up[0] > 0 ? "as often however long ago" : "no noise on the way";
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
  const some = partly.length ? ` (${partly.length} partly)` : "";
  const which = [...struck, ...old].map((u) => u + 1).join(" ") || "none";
  const most = number(Math.max(...sizes));
  return [l + 1, vector.name, most, `${struck.length}${some}`, old.length, which];
}

// A forward pass as numbers: functions of (layer, step, unit). Decoded once for each payload.

import { largest, maskOf, multiplies, numbersOf } from "../shared/decode.js";

/** @import { Say } from "../shared/say.js" */
/** @import { Picture } from "./payload.js" */
/** @import { Mask } from "../shared/decode.js" */
/** @typedef {ReturnType<typeof decode>} Pass */

/**
 * @param {Picture} picture
 * @param {Say} say
 */
export function decode(picture, say) {
  const { steps: T, layers: L, units: H, gates } = picture;
  const G = gates.length;
  const hidden = numbersOf(picture.hidden);
  const memory = picture.memory && numbersOf(picture.memory);
  const active = numbersOf(picture.activations);
  const inputs = picture.inputs && numbersOf(picture.inputs);
  const I = picture.inputs?.shape[1] ?? H;
  const most = {
    h: largest(hidden),
    c: memory ? largest(memory) : 1,
    g: 1,
    x: inputs ? largest(inputs) : 1,
  };
  /** @type {(l: number, t: number, u: number) => number} */
  const place = (l, t, u) => (l * (T + 1) + t + 1) * H + u; // t = −1 is the start
  return {
    ...picture,
    ...{ T, L, H, I, G, most, say },
    packed: picture.masks,
    h: (/** @type {Parameters<typeof place>} */ ...at) => hidden[place(...at)],
    c: (/** @type {Parameters<typeof place>} */ ...at) => memory?.[place(...at)] ?? 0,
    gate: (
      /** @type {number} */ l,
      /** @type {number} */ t,
      /** @type {number} */ g,
      /** @type {number} */ u,
    ) => active[((l * T + t) * G + g) * H + u],
    x:
      inputs &&
      ((/** @type {number} */ t, /** @type {number} */ u) => (u < I ? inputs[t * I + u] : 0)),
    masks: masksBy(picture),
  };
}

/**
 * Passes that are seen beside one another: a colour means the same value in each.
 * @param {Pass[]} passes
 * @returns {Pass[]}
 */
export function alike(passes) {
  const most = passes
    .map((pass) => pass.most)
    .reduce((a, b) => ({
      ...{ h: Math.max(a.h, b.h), c: Math.max(a.c, b.c) },
      ...{ g: Math.max(a.g, b.g), x: Math.max(a.x, b.x) },
    }));
  return passes.map((pass) => ({ ...pass, most }));
}

/**
 * A function that finds the masks that fall on a place in a layer.
 * @param {Picture} picture
 * @returns {(place: string | null, layer: number) => Mask[]}
 */
function masksBy({ edges, masks }) {
  const places = new Map(edges.map((edge) => [edge.key, edge.places]));
  const struck = new Map();
  for (const mask of masks.map(maskOf)) {
    for (const place of places.get(mask.edge) ?? [mask.edge]) {
      const key = `${place}/${mask.layer}`;
      struck.set(key, [...(struck.get(key) ?? []), mask]);
    }
  }
  return (place, layer) => struck.get(`${place}/${layer}`) ?? [];
}

/**
 * The class of edges by which a layer is entered from below.
 * @param {number} layer
 */
export const inwardEdge = (layer) => (layer === 0 ? "input" : "between");

/**
 * What multiplies a unit's value on an edge, for one gate; null where nothing does.
 * @param {Pass} pass
 * @param {string | null} edge
 * @param {number} layer
 * @param {number} t
 * @param {number} unit
 * @returns {number | null}
 */
export function factorOf(pass, edge, layer, t, unit, gate = 0) {
  let product = null;
  for (const mask of pass.masks(edge, layer)) {
    if (multiplies(mask)) product = (product ?? 1) * mask.factor(t, gate, unit);
  }
  return product;
}

/**
 * The share of the new value under zoneout; null without.
 * @param {Pass} pass
 * @param {string} edge
 * @param {number} layer
 * @param {number} t
 * @param {number} unit
 */
export function renewalOf(pass, edge, layer, t, unit) {
  const zoneout = pass.masks(edge, layer).find((mask) => !multiplies(mask));
  return zoneout ? zoneout.factor(t, 0, unit) : null;
}

/**
 * Whether each gate has a mask of its own.
 * @param {Pass} pass
 * @param {string} edge
 * @param {number} layer
 */
export const gatesApart = (pass, edge, layer) =>
  pass.masks(edge, layer).some((mask) => mask.gates > 1);

/**
 * The mean over the gates of something that each says of a unit's factor.
 * @param {(factor: number | null) => number} factor
 * @returns {(pass: Pass, edge: string, layer: number, t: number, unit: number) => number}
 */
const meanOver = (factor) => (pass, edge, layer, t, unit) => {
  const gates = gatesApart(pass, edge, layer) ? pass.G : 1;
  let sum = 0;
  for (let gate = 0; gate < gates; gate++)
    sum += factor(factorOf(pass, edge, layer, t, unit, gate));
  return sum / gates;
};

/** How much of a unit is struck on an edge: 0 not, 1 wholly, between where only some gates lose it. */
export const struckShare = meanOver((factor) => Number(factor === 0));

/** The mean over gates of the factor, 1 without noise: what a strip shows of a masked copy. */
export const meanFactor = meanOver((factor) => factor ?? 1);

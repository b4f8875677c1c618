// One vector as a block of unit cells, with strokes through what is struck.

import { shade } from "../shared/colours.js";
import { multiplies } from "../shared/decode.js";
import { ease } from "../shared/motion.js";
import { renewalOf, struckShare } from "./pass.js";

/** @import { Colours } from "../shared/colours.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Vector } from "./vectors.js" */

/**
 * Where a vector is painted and how far it has come: `shown` lets values appear, `strike` draws the
 * strokes, each from 0 to 1.
 * @typedef {{
 *   left: number, top: number, vector: Vector, l: number, t: number, shown: number, strike: number,
 * }} Block
 */

/** @typedef {[x: number, y: number, lost: number]} Struck */

/**
 * @param {Scene} scene
 * @param {CanvasRenderingContext2D} pen
 * @param {Block} block
 */
export function paintBlock(
  { pass, colours, geometry },
  pen,
  { left, top, vector, l, t, shown, strike },
) {
  const { across, cell } = geometry.block;
  const size = cell - 1;
  const noise = pass.masks(vector.edge, l);
  const zoned = noise.some((mask) => !multiplies(mask));
  /** @type {Struck[]} */
  const struck = [];
  /** @type {[x: number, y: number][]} */
  const old = [];
  pen.globalAlpha = 0.12 + 0.88 * shown;
  for (let u = 0; u < pass.H; u++) {
    const x = left + (u % across) * cell;
    const y = top + Math.floor(u / across) * cell;
    const lost = noise.length ? struckShare(pass, vector.edge, l, t, u) : 0;
    if (lost) struck.push([x, y, lost]);
    if (zoned && renewalOf(pass, vector.edge, l, t, u) === 0) old.push([x, y]);
    if (lost === 1 && strike > 0.5) continue; // an empty cell, outlined below
    pen.fillStyle = shade(colours.ramp, vector.value(t, u), vector.most);
    pen.fillRect(x, y, size, size);
  }
  if (strike > 0) {
    pen.globalAlpha = ease(strike);
    outline(pen, colours, struck, size);
    strokeOut(pen, colours, struck, size, strike);
    pen.fillStyle = colours.text;
    const thick = Math.max(1, Math.round(size / 6));
    const middle = Math.floor((size - thick) / 2);
    for (const [x, y] of old) pen.fillRect(x, y + middle, size, thick);
  }
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Colours} colours
 * @param {Struck[]} struck
 * @param {number} size
 */
function outline(pen, colours, struck, size) {
  pen.lineWidth = 1;
  pen.strokeStyle = colours.faint;
  pen.beginPath();
  for (const [x, y, lost] of struck) {
    if (lost === 1) pen.rect(x + 0.5, y + 0.5, size - 1, size - 1);
  }
  pen.stroke();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Colours} colours
 * @param {Struck[]} struck
 * @param {number} size
 * @param {number} strike
 */
function strokeOut(pen, colours, struck, size, strike) {
  pen.strokeStyle = colours.mark;
  pen.beginPath();
  for (const [x, y, lost] of struck) {
    const long = size * strike * (lost < 1 ? 0.6 : 1);
    pen.moveTo(x, y + size);
    pen.lineTo(x + long, y + size - long);
    if (size < 10 || lost < 1) continue;
    pen.moveTo(x, y);
    pen.lineTo(x + long, y + long);
  }
  pen.stroke();
}

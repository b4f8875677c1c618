// The moving parts: one small canvas for each step, so that a frame repaints one column only.

import { ease } from "../shared/motion.js";
import { element, fineness, part, penOf } from "../shared/nodes.js";
import { paintBlock } from "./block.js";
import { PAD } from "./geometry.js";

/** @import { Moment } from "./player.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Vector } from "./vectors.js" */

/**
 * From 0 to 1 between two moments of a layer's turn.
 * @param {number} done
 * @param {number} from
 * @param {number} span
 */
const within = (done, from, span) => Math.max(0, Math.min(1, (done - from) / span));

/**
 * How far step t has come: 1 behind, 0 ahead of the moment; all of it before the first touch.
 * @param {Moment} moment
 * @param {number} t
 */
export function progress(moment, t) {
  if (!moment.touched || t < moment.t) return 1;
  return t === moment.t ? moment.p : 0;
}

export class Columns {
  #columns;
  #foretold;
  /** @type {CanvasRenderingContext2D[]} */
  #pens = [];
  /** @type {boolean[]} */
  #told = [];

  /**
   * @param {HTMLElement} root
   * @param {(t: number, told: boolean) => void} foretold whether a step's prediction is out, when it
   *     changes
   */
  constructor(root, foretold) {
    this.#columns = part(root, "columns");
    this.#foretold = foretold;
  }

  /**
   * Makes the canvases anew.
   * @param {Scene} scene
   */
  draw({ pass, geometry }) {
    this.#told = [];
    this.#pens = pass.tokens.map((_, t) => columnPen(geometry, t));
    this.#columns.replaceChildren(...this.#pens.map((pen) => pen.canvas));
  }

  /**
   * @param {Scene} scene
   * @param {Moment} moment
   */
  paintAll(scene, moment) {
    for (let t = 0; t < scene.pass.T; t++) this.paint(scene, moment, t);
  }

  /**
   * @param {Scene} scene
   * @param {Moment} moment
   * @param {number} t
   */
  paint(scene, moment, t) {
    const { pass, geometry } = scene;
    const pen = this.#pens[t];
    pen.clearRect(geometry.boxLeft(t) - geometry.gap - 1, 0, geometry.pitch + 2, geometry.height);
    const done = progress(moment, t) * (pass.L + 1);
    for (let l = 0; l < pass.L; l++) paintLayer(scene, pen, l, t, done - l);
    paintPlate(scene, pen, pass.L, t, done - pass.L);
    if (t === moment.t && moment.touched && moment.p < 1) paintPulses(scene, pen, t, done);
    this.#tell(t, done > pass.L + 0.6);
  }

  /**
   * @param {number} t
   * @param {boolean} told
   */
  #tell(t, told) {
    if (this.#told[t] === told) return;
    this.#told[t] = told;
    this.#foretold(t, told);
  }
}

/**
 * A canvas at its place, whose pen counts in the stage's own coordinates.
 * @param {Scene["geometry"]} geometry
 * @param {number} t
 */
function columnPen({ boxLeft, gap, pitch, height }, t) {
  const ratio = fineness();
  const size = { width: Math.ceil(pitch * ratio), height: Math.ceil(height * ratio) };
  const canvas = element("canvas", size);
  const left = boxLeft(t) - gap;
  Object.assign(canvas.style, {
    left: `${left}px`,
    width: `${size.width / ratio}px`,
    height: `${size.height / ratio}px`,
  });
  const pen = penOf(canvas);
  pen.setTransform(ratio, 0, 0, ratio, -left * ratio, 0);
  return pen;
}

/** Drawn only where it meets noise, on the ways between the layers; g has no strip. */
const NO_ROW = new Set(["in", "out", "g"]);

/**
 * @param {Scene} scene
 * @param {CanvasRenderingContext2D} pen
 * @param {number} l
 * @param {number} t
 * @param {number} done
 */
function paintLayer(scene, pen, l, t, done) {
  const { pass, geometry, vectors } = scene;
  const left = geometry.boxLeft(t) + PAD;
  paintPlate(scene, pen, l, t, done);
  for (const vector of vectors[l]) {
    if (NO_ROW.has(vector.key)) continue;
    const enters = vector.key === "rec";
    const lasting = pass.masks(vector.edge, l).some((mask) => mask.lasting);
    const strike = lasting ? 1 : within(done, enters ? 0.3 : 0.75, 0.25);
    const shown = enters ? ease((done - 0.25) / 0.3) : ease((done - 0.55) / 0.4);
    paintBlock(scene, pen, {
      left,
      top: geometry.rowTop(l, vector.key),
      vector,
      l,
      t,
      shown,
      strike,
    });
  }
}

/**
 * The copy that meets noise on its way up, drawn only where there is noise.
 * @param {Scene} scene
 * @param {CanvasRenderingContext2D} pen
 * @param {number} l that it enters; above the top layer, the prediction
 * @param {number} t
 * @param {number} done
 */
function paintPlate(scene, pen, l, t, done) {
  const { pass, geometry, vectors, colours } = scene;
  const out = l === pass.L;
  const layer = out ? l - 1 : l;
  const vector = /** @type {Vector} */ (
    vectors[layer].find(({ key }) => key === (out ? "out" : "in"))
  );
  const noise = pass.masks(vector.edge, layer);
  if (!noise.length) return;
  const strike = noise.some((mask) => mask.lasting) ? 1 : within(done, 0.3, 0.25);
  const left = geometry.boxLeft(t) + PAD;
  const top = geometry.plateTop(l);
  pen.fillStyle = colours.back;
  pen.fillRect(left - 3, top - 3, geometry.block.width + 5, geometry.block.height + 5);
  paintBlock(scene, pen, {
    left,
    top,
    vector,
    l: layer,
    t,
    shown: ease((done - 0.2) / 0.3),
    strike,
  });
}

/**
 * @param {Scene} scene
 * @param {CanvasRenderingContext2D} pen
 * @param {number} t
 * @param {number} done
 */
function paintPulses({ pass, geometry, colours }, pen, t, done) {
  const l = Math.min(pass.L, Math.floor(done));
  const share = (done - l) / 0.6;
  if (share >= 1) return;
  const dot = (/** @type {number} */ x, /** @type {number} */ y) => {
    pen.moveTo(x + 5, y);
    pen.arc(x, y, 5, 0, 7);
  };
  pen.fillStyle = colours.pulse;
  pen.beginPath();
  const from = l === 0 ? geometry.wordTop : geometry.boxTop(l - 1);
  dot(geometry.middle(t), from - share * geometry.rise);
  if (l < pass.L && t > 0) {
    const x = geometry.boxLeft(t) - geometry.gap * (1 - share);
    const [h, rec] = [geometry.rowMiddle(l, "h"), geometry.rowMiddle(l, "rec")];
    dot(x, h + (rec - h) * ease(share));
    if (pass.cell !== "rnn") dot(x, pass.cell === "lstm" ? geometry.rowMiddle(l, "c") : h);
  }
  pen.fill();
}

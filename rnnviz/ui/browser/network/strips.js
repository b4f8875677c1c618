// Every vector of one cell, unit by unit, as bars on a canvas.

import { reachOf, shade } from "../shared/colours.js";
import { element, find, part, penOf, resize } from "../shared/nodes.js";
import { placeIn } from "../shared/pointer.js";
import { factorOf, gatesApart, renewalOf } from "./pass.js";
import { belowOf } from "./vectors.js";

/** @import { Colours } from "../shared/colours.js" */
/** @import { Pass } from "./pass.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Values, Vector } from "./vectors.js" */

/**
 * A vector or a gate's values; of untied masks each gate has its own copy.
 * @typedef {{
 *   key: string, edge: string | null, name: string, value: Values, most: number, gate: number,
 * }} Strip
 */

/** @typedef {{ x: number, top: number, wide: number }} Place of a unit's bar */

const STRIP = 22;
const MIDDLE = STRIP / 2 - 1;
const REACH = STRIP / 2 - 3;

/**
 * @param {Scene} scene
 * @param {number} l
 * @returns {Strip[]}
 */
export function stripsOf({ pass, vectors }, l) {
  /** @type {(key: string) => Strip[]} */
  const by = (key) =>
    vectors[l].filter((vector) => vector.key === key).flatMap((vector) => copies(pass, l, vector));
  const order = ["g", "c", "h", "out"].flatMap(by);
  return [...by("in"), ...by("rec"), ...gateStrips(pass, l), ...order];
}

/**
 * @param {Pass} pass
 * @param {number} l
 * @param {Vector} vector
 * @returns {Strip[]}
 */
function copies(pass, l, vector) {
  if (!gatesApart(pass, vector.edge, l)) return [{ ...vector, gate: 0 }];
  /** @type {Values} */
  const from = vector.key === "rec" ? (t, u) => pass.h(l, t - 1, u) : belowOf(pass, l);
  return pass.gate_labels.map((gates, gate) => ({
    ...vector,
    gate,
    name: vector.what ? pass.say("into", { what: vector.what, gates }) : vector.name,
    value: (t, u) => from(t, u) * (factorOf(pass, vector.edge, l, t, u, gate) ?? 1),
  }));
}

/**
 * @param {Pass} pass
 * @param {number} l
 * @returns {Strip[]}
 */
function gateStrips(pass, l) {
  if (pass.cell === "rnn") return [];
  /** @type {Strip[]} */
  const all = pass.gate_labels.map((name, gate) => ({
    key: "gate",
    name: pass.say("gate_of", { gate: name }),
    edge: null,
    most: 1,
    value: (t, u) => pass.gate(l, t, gate, u),
    gate: 0,
  }));
  return all.filter((_, gate) => pass.gates[gate].name !== "candidate");
}

export class Strips {
  #canvas;
  #names;
  #units;
  #cursor;
  #signature = "";
  /** @type {Strip[]} */
  #rows = [];
  #wide = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#canvas = find(root, "strip", HTMLCanvasElement);
    this.#names = part(root, "names");
    this.#units = part(root, "units");
    this.#cursor = part(root, "cursor");
  }

  /** Lets the next drawing lay everything out anew. */
  forget() {
    this.#signature = "";
  }

  /**
   * The unit under the pointer, or null.
   * @param {MouseEvent} event
   * @param {number} units
   */
  unitAt(event, units) {
    const [x] = placeIn(this.#canvas, event);
    const unit = Math.floor(x / this.#wide);
    return unit >= 0 && unit < units ? unit : null;
  }

  /**
   * @param {Scene} scene
   * @param {{ l: number, t: number, u: number }} at
   */
  draw(scene, { l, t, u }) {
    const signature = `${scene.pass.id}/${l}/${this.#units.clientWidth}`;
    if (this.#signature !== signature) this.#lay(scene, l);
    this.#signature = `${scene.pass.id}/${l}/${this.#units.clientWidth}`;
    this.#paint(scene, l, t);
    this.#cursor.style.transform = `translateX(${u * this.#wide}px)`;
    this.#cursor.style.width = `${this.#wide}px`;
  }

  /**
   * @param {Scene} scene
   * @param {number} l
   */
  #lay(scene, l) {
    const { H } = scene.pass;
    this.#rows = stripsOf(scene, l);
    this.#wide = Math.max(9, Math.min(24, Math.floor(this.#units.clientWidth / H)));
    const names = this.#rows.map(({ name }) => element("span", { textContent: name, title: name }));
    this.#names.replaceChildren(...names);
    const height = STRIP * this.#rows.length;
    resize(this.#canvas, this.#wide * H, height);
    this.#cursor.style.height = `${height}px`;
  }

  /**
   * @param {Scene} scene
   * @param {number} l
   * @param {number} t
   */
  #paint({ pass, colours }, l, t) {
    const pen = penOf(this.#canvas);
    const width = this.#wide * pass.H;
    pen.clearRect(0, 0, width, STRIP * this.#rows.length);
    for (const [n, row] of this.#rows.entries()) {
      const top = n * STRIP;
      pen.fillStyle = colours.faint;
      pen.fillRect(0, top + MIDDLE, width - 1, 1);
      for (let u = 0; u < pass.H; u++) {
        const place = { x: u * this.#wide, top, wide: this.#wide - 1 };
        paintUnit(pen, colours, row, readUnit(pass, row, l, t, u), place);
      }
    }
  }
}

/**
 * @param {Pass} pass
 * @param {Strip} row
 * @param {number} l
 * @param {number} t
 * @param {number} u
 */
const readUnit = (pass, { edge, gate, value }, l, t, u) => ({
  value: value(t, u),
  lost: edge !== null && factorOf(pass, edge, l, t, u, gate) === 0,
  old: edge !== null && renewalOf(pass, edge, l, t, u) === 0,
});

/**
 * A bar up for plus and down for minus; a cross for dropped, an equals sign for an old value kept.
 * @param {CanvasRenderingContext2D} pen
 * @param {Colours} colours
 * @param {Strip} row
 * @param {{ value: number, lost: boolean, old: boolean }} unit
 * @param {Place} place
 */
function paintUnit(pen, colours, row, { value, lost, old }, { x, top, wide }) {
  const middle = top + MIDDLE;
  if (lost) {
    cross(pen, colours, x + wide / 2, middle, Math.min(wide / 2 - 1, 4));
    if (row.key !== "g") return;
    pen.globalAlpha = 0.3; // g was computed all the same: what is lost is its way into the memory
  }
  const bar = Math.max(1, reachOf(value, row.most) * REACH);
  pen.fillStyle = shade(colours.ramp, value, row.most);
  pen.fillRect(x, value < 0 ? middle : middle - bar, wide, bar);
  pen.globalAlpha = 1;
  if (!old) return;
  pen.fillStyle = colours.text;
  pen.fillRect(x + 1, middle - 3, wide - 2, 1.5);
  pen.fillRect(x + 1, middle + 2, wide - 2, 1.5);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Colours} colours
 * @param {number} x of its middle
 * @param {number} y
 * @param {number} half
 */
function cross(pen, colours, x, y, half) {
  pen.strokeStyle = colours.mark;
  pen.lineWidth = 1.25;
  pen.beginPath();
  for (const way of [1, -1]) {
    pen.moveTo(x - half, y + way * half);
    pen.lineTo(x + half, y - way * half);
  }
  pen.stroke();
}

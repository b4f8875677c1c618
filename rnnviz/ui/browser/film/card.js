// One mask as a card: a still over time, and beside it all examples at one step.

import { multiplies } from "../shared/decode.js";
import { element, penOf, resize, write } from "../shared/nodes.js";
import { short } from "../shared/numbers.js";
import { placeIn } from "../shared/pointer.js";
import { acrossOf, countText, nameOf, unitsOf } from "./reel.js";

/** @import { Strip } from "./payload.js" */
/** @import { Counts, Reel } from "./reel.js" */

/** @typedef {Readonly<{ t: number, gate: number, wide: number, mark: string }>} Look */
/** @typedef {(text: string | null) => void} Tell of what is pointed at, or nothing any more */

const BELOW = { words: "below_words", units: "below_units" };
const AT = { words: "at_word", units: "at_unit" };
const ROW = 6; // a unit's row in pixels
export const APART = 16; // between the two pictures

export class Card {
  #reel;
  #time = element("canvas", { ariaHidden: "true" });
  #all = element("canvas", { ariaHidden: "true" });
  #moment = element("div", { className: "moment" });
  #counts = element("small");
  #figure;
  /** @type {Look} */
  #look = { t: 0, gate: 0, wide: 0, mark: "" };

  /**
   * @param {Reel} reel
   * @param {Strip} strip
   * @param {Tell} tell
   */
  constructor(reel, strip, tell) {
    this.#reel = reel;
    this.strip = strip;
    this.#figure = this.#build();
    const pointed = (/** @type {boolean} */ examples) => (/** @type {MouseEvent} */ event) => {
      const text = this.#pointedAt(event, examples);
      if (text !== null) tell(text);
    };
    this.#time.addEventListener("pointermove", pointed(false));
    this.#all.addEventListener("pointermove", pointed(true));
    this.#figure.addEventListener("pointerleave", () => tell(null));
  }

  get time() {
    return this.#time;
  }

  get all() {
    return this.#all;
  }

  get moment() {
    return this.#moment;
  }

  get figure() {
    return this.#figure;
  }

  /**
   * Lays out the pictures and paints the one over time.
   * @param {Look} look
   */
  paint(look) {
    this.#look = look;
    const { strip } = this;
    const { gate, wide } = look;
    const { T, B } = this.#reel;
    const height = unitsOf(this.#reel, strip) * ROW;
    const across = acrossOf(this.#reel, strip);
    resize(this.#time, strip.weights ? across * ROW : T * wide, height);
    resize(this.#all, B * wide, height);
    Object.assign(this.#moment.style, { width: `${wide + 1}px`, height: `${height + 3}px` });
    if (strip.weights) {
      this.#paintImage(this.#time, across, ROW, (u, n) => strip.factor(0, gate, u, n));
    } else this.#paintImage(this.#time, T, wide, (u, n) => strip.factor(n, gate, u, 0));
  }

  /**
   * @param {number} t
   * @param {Counts} counts
   */
  showStep(t, counts) {
    this.#look = { ...this.#look, t };
    const { strip } = this;
    const { gate, wide } = this.#look;
    if (!strip.weights) {
      this.#paintImage(this.#all, this.#reel.B, wide, (u, n) => strip.factor(t, gate, u, n));
    }
    write(this.#counts, countText(this.#reel, strip, counts, t));
  }

  /**
   * Puts the frame on a step, or between two.
   * @param {number} t
   */
  moveMoment(t) {
    this.#moment.style.transform = `translateX(${t * this.#look.wide}px)`;
  }

  #build() {
    const { strip } = this;
    const { T, B, say } = this.#reel;
    const below = say(strip.weights ? "below_weights" : BELOW[strip.of], { steps: T });
    const lasts = say("lasts", { rate: short(strip.rate), lasts: strip.lasts });
    const name = element("strong", { textContent: nameOf(this.#reel, strip) });
    const title = element("figcaption", {}, name, element("span", { textContent: lasts }));
    const left = [this.#time, ...(strip.weights ? [] : [this.#moment])];
    const parts = [pictureOf(left, below)];
    if (!strip.weights) parts.push(pictureOf([this.#all], say("examples", { examples: B })));
    const pair = element("div", { className: "pair" }, ...parts);
    return element("figure", {}, title, pair, this.#counts);
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} columns
   * @param {number} wide
   * @param {(u: number, n: number) => number} factor
   */
  #paintImage(canvas, columns, wide, factor) {
    const { strip } = this;
    const pen = penOf(canvas);
    const rows = unitsOf(this.#reel, strip);
    /** @type {[x: number, y: number][]} */
    const struck = [];
    pen.clearRect(0, 0, columns * wide, rows * ROW);
    pen.fillStyle = strip.colour;
    for (let n = 0; n < columns; n++) {
      for (let u = 0; u < rows; u++) {
        const value = factor(u, n);
        if (value === 0) struck.push([n * wide, u * ROW]);
        else paintKept(pen, strip, value, [n * wide, u * ROW, wide]);
      }
    }
    pen.globalAlpha = 1;
    pen.strokeStyle = this.#look.mark;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const [x, y] of struck) strike(pen, strip, [x, y, wide]);
    pen.stroke();
  }

  /**
   * What is under the pointer, in words.
   * @param {MouseEvent} event
   * @param {boolean} examples whether it is the picture of all examples
   */
  #pointedAt(event, examples) {
    const { strip } = this;
    const [x, y] = placeIn(/** @type {HTMLElement} */ (event.target), event);
    const n = Math.floor(x / (strip.weights ? ROW : this.#look.wide));
    const u = Math.floor(y / ROW);
    if (n < 0 || u < 0 || u >= unitsOf(this.#reel, strip)) return null;
    const time = examples ? this.#look.t : n;
    const [t, other] = strip.weights ? [0, n] : [time, examples ? n : 0];
    const { say } = this.#reel;
    const at = { unit: u + 1, step: t + 1, example: other + 1, from: n + 1, to: u + 1 };
    const place = say(strip.weights ? "at_weight" : AT[strip.of], at);
    const fate = fateOf(this.#reel, strip, strip.factor(t, this.#look.gate, u, other));
    return say("fate", { mask: nameOf(this.#reel, strip), place, fate });
  }
}

/**
 * @param {Node[]} nodes
 * @param {string} textContent below it
 */
const pictureOf = (nodes, textContent) =>
  element("div", { className: "part" }, ...nodes, element("small", { textContent }));

/**
 * @param {Reel} reel
 * @param {Strip} strip
 * @param {number} factor
 */
function fateOf({ say }, strip, factor) {
  if (factor !== 0) return `× ${short(factor)}`;
  return say(multiplies(strip) ? "dropped" : "old_kept");
}

/** @typedef {[x: number, y: number, wide: number]} Place of a cell */

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Strip} strip
 * @param {number} value
 * @param {Place} place
 */
function paintKept(pen, { fill }, value, [x, y, wide]) {
  pen.globalAlpha = fill === "gaussian" ? Math.max(0.08, Math.min(1, value / 2)) : 0.62;
  pen.fillRect(x, y, wide - 1, ROW - 1);
}

/**
 * A stroke across what is dropped; along where the old value goes on.
 * @param {CanvasRenderingContext2D} pen
 * @param {Strip} strip
 * @param {Place} place
 */
function strike(pen, strip, [x, y, wide]) {
  if (multiplies(strip)) {
    pen.moveTo(x + 1, y + ROW - 1.5);
    pen.lineTo(x + wide - 2, y + 0.5);
  } else {
    pen.moveTo(x, y + ROW / 2 - 0.5);
    pen.lineTo(x + wide - 1, y + ROW / 2 - 0.5);
  }
}

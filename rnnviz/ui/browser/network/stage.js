// The frame in which the picture scrolls, the names at its left, and the bar that stands on a step.

import { still } from "../shared/motion.js";
import { element, part } from "../shared/nodes.js";
import { WORD } from "./geometry.js";

/** @import { Geometry } from "./geometry.js" */
/** @import { Pass } from "./pass.js" */

const PAPER = 930; // pixels across a printed page
const INSET = 8; // of the bar, in its column

export class Stage {
  #frame;
  #gutter;
  #stage;
  #now;

  /**
   * @param {HTMLElement} root
   * @param {(left: number) => void} scrolled
   */
  constructor(root, scrolled) {
    const frame = part(root, "frame");
    frame.addEventListener("scroll", () => scrolled(frame.scrollLeft), { passive: true });
    this.#frame = frame;
    this.#gutter = part(root, "gutter");
    this.#stage = part(root, "stage");
    this.#now = part(root, "now");
  }

  get frame() {
    return this.#frame;
  }

  /** How many pixels the picture may take without scrolling. */
  get room() {
    return this.#frame.clientWidth - this.#gutter.offsetWidth - 12;
  }

  /**
   * @param {Pass} pass
   * @param {Geometry} geometry
   */
  draw(pass, geometry) {
    const { width, height, pitch } = geometry;
    Object.assign(this.#stage.style, { width: `${width}px`, height: `${height}px` });
    const share = Math.min(1, PAPER / (width + this.#gutter.offsetWidth));
    this.#frame.style.setProperty("--on-paper", share.toFixed(3)); // for the style of prints
    Object.assign(this.#now.style, { width: `${pitch - INSET}px`, height: `${height}px` });
    this.#gutter.replaceChildren(
      label(pass.say("row_predicts"), WORD / 2, "row"),
      label(pass.say("row_reads"), geometry.wordTop + WORD / 2, "row"),
      ...Array.from({ length: pass.L }, (_, l) => layerLabels(pass, geometry, l)).flat(),
    );
  }

  /**
   * @param {Geometry} geometry
   * @param {number} t
   * @param {boolean} shown
   */
  showNow({ boxLeft, pitch, box }, t, shown) {
    this.#now.hidden = !shown;
    this.#now.style.transform = `translateX(${boxLeft(t) - (pitch - INSET - box.width) / 2}px)`;
  }

  /**
   * Scrolls a step into sight.
   * @param {Geometry} geometry
   * @param {number} t
   */
  follow({ boxLeft, gap, pitch }, t) {
    const left = boxLeft(t) - gap;
    const low = this.#frame.scrollLeft;
    const room = this.#frame.clientWidth - this.#gutter.offsetWidth;
    if (left >= low && left + pitch <= low + room) return;
    const behavior = still() ? "auto" : "smooth";
    this.#frame.scrollTo({ left: Math.max(0, left - room / 3), behavior });
  }
}

/**
 * @param {Pass} pass
 * @param {Geometry} geometry
 * @param {number} l
 */
const layerLabels = ({ say }, { boxTop, rowMiddle, rows }, l) => [
  label(say("layer", { layer: l + 1 }), boxTop(l) - 4, "row"),
  ...rows.map((key) => label(key === "rec" ? say("h_in") : key, rowMiddle(l, key), "part")),
];

/**
 * @param {string} textContent
 * @param {number} y
 * @param {"row" | "part"} className
 */
function label(textContent, y, className) {
  const node = element("span", { textContent, className });
  node.style.top = `${y}px`;
  return node;
}

// The unit that is looked at: in every picture the same one.

/** @import { Unit } from "./formula.js" */

/**
 * Whom it tells that another unit is looked at, and that a box is to show its inside.
 * @typedef {{ looked: () => void, opened: () => void }} Listener
 */

export class Sight {
  #listener;
  #layer = 0;
  #unit = 0;
  /** @type {Unit | null} */
  #hover = null;
  #marked = false;

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  get layer() {
    return this.#layer;
  }

  get unit() {
    return this.#unit;
  }

  /** What is looked at in passing, if anything. */
  get hover() {
    return this.#hover;
  }

  /** The same where it is the unit, not only its box, that is pointed at. */
  get mark() {
    return this.#marked ? this.#hover : null;
  }

  /**
   * The unit that is shown at a step.
   * @param {number} t
   * @returns {Unit}
   */
  at(t) {
    return this.#hover ?? { t, l: this.#layer, u: this.#unit };
  }

  /** Goes back to the first unit, of a network of another shape. */
  reset() {
    this.#layer = 0;
    this.#unit = 0;
    this.#hover = null;
  }

  /**
   * Looks at a unit in passing, or at none again.
   * @param {Unit | null} unit
   */
  look(unit, marked = false) {
    const same = JSON.stringify(unit) === JSON.stringify(this.#hover);
    if (same && marked === this.#marked) return;
    this.#hover = unit;
    this.#marked = marked;
    this.#listener.looked();
  }

  /**
   * Opens at a cell, and a unit if one is named.
   * @param {number} layer
   * @param {number | null} unit
   */
  open(layer, unit) {
    this.#layer = layer;
    this.#unit = unit ?? this.#unit;
    this.#hover = null;
    this.#listener.opened();
  }

  /** @param {number} unit */
  pick(unit) {
    this.#unit = unit;
    this.#hover = null;
    this.#listener.looked();
  }
}

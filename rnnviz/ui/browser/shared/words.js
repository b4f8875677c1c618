// Words as buttons in a line, of which one is pointed at.

import { element } from "./nodes.js";

/**
 * @param {string} word
 * @returns {HTMLButtonElement}
 */
export const wordButton = (word) =>
  element(
    "button",
    { type: "button" },
    element("span", { textContent: word, title: word }),
    element("small"),
  );

/**
 * @param {string} name
 * @param {HTMLButtonElement[]} buttons
 */
export const wordLine = (name, buttons) =>
  element(
    "div",
    {},
    element("h3", { textContent: name }),
    element("div", { className: "line" }, ...buttons),
  );

/**
 * Which word is pointed at; tells when it becomes another.
 * @template {number | null} N
 */
export class Pointer {
  /** @type {N} */
  #at;
  #changed;

  /**
   * @param {N} first
   * @param {() => void} changed
   */
  constructor(first, changed) {
    this.#at = first;
    this.#changed = changed;
  }

  get at() {
    return this.#at;
  }

  /**
   * Lets it begin anew, and tells nobody.
   * @param {N} n
   */
  reset(n) {
    this.#at = n;
  }

  /** @param {N} n */
  point(n) {
    if (n === this.#at) return;
    this.#at = n;
    this.#changed();
  }
}

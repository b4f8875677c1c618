// The key below the picture: only what is to be seen in it.

import { part, write } from "../shared/nodes.js";
import { lettersOf, rangeOf } from "./words.js";

/** @import { Pass } from "./pass.js" */

export class Key {
  #range;
  #letters;
  #first;
  #marks;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#range = part(root, "range");
    this.#letters = part(root, "letters");
    this.#first = part(root, "first");
    this.#marks = {
      struck: part(root, "struck"),
      old: part(root, "old"),
      lasting: part(root, "lasting"),
    };
  }

  /** @param {Pass} pass */
  show(pass) {
    const { H, units_in_all: all, note, packed } = pass;
    this.#range.textContent = rangeOf(pass);
    const first = H < all ? pass.say("first_units", { drawn: H, all }) : "";
    this.#first.textContent = [first, note].filter(Boolean).join(" · ");
    this.#marks.struck.hidden = !packed.some(({ fill }) => fill === "zero");
    this.#marks.old.hidden = !packed.some(({ fill }) => fill === "previous");
    this.#marks.lasting.hidden = !packed.some(({ lasting }) => lasting);
    write(this.#letters, lettersOf(pass));
  }
}

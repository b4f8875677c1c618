// Inside one cell at one step: every vector unit by unit, and one unit's formula.

import { element, part, write } from "../shared/nodes.js";
import { formulaOf } from "./formula.js";
import { Strips } from "./strips.js";

/** @import { FormulaLine } from "./formula.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Sight } from "./sight.js" */

/**
 * Whom the lens tells of a unit that is picked, and which step it shows when nothing is looked at.
 * @typedef {{ picked: () => void, step: () => number, resting: () => boolean }} Listener
 */

export class Lens {
  #details;
  #inside;
  #told;
  #units;
  #formula;
  #strips;
  #scene;
  #sight;
  #listener;

  /**
   * @param {HTMLElement} root
   * @param {() => Scene} scene
   * @param {Sight} sight
   * @param {Listener} listener
   */
  constructor(root, scene, sight, listener) {
    const details = root.querySelector("details.lens");
    if (!(details instanceof HTMLDetailsElement)) throw new TypeError("The page has no lens.");
    this.#details = details;
    this.#inside = part(root, "inside");
    this.#told = part(root, "unit");
    this.#units = part(root, "units");
    this.#formula = part(root, "formula");
    this.#strips = new Strips(root);
    this.#scene = scene;
    this.#sight = sight;
    this.#listener = listener;
    details.addEventListener("toggle", () => this.draw());
    this.#listen();
  }

  /** Lets the next drawing lay everything out anew. */
  forget() {
    this.#strips.forget();
  }

  open() {
    this.#details.open = true;
  }

  draw() {
    const scene = this.#scene();
    const { pass } = scene;
    const { say, H: drawn, units_in_all: all } = pass;
    const at = this.#at;
    const place = { layer: at.l + 1, step: at.t + 1, unit: at.u + 1 };
    write(this.#inside, say("inside", { ...place, word: pass.tokens[at.t] }));
    if (!this.#details.open) return;
    const lines = formulaOf(pass, at);
    this.#strips.draw(scene, at);
    write(this.#told, say(drawn < all ? "unit_of_drawn" : "unit_of", { ...place, all, drawn }));
    this.#units.ariaValueMax = String(drawn);
    this.#units.ariaValueNow = String(at.u + 1);
    const told = lines
      .map(({ name, text, note }) => `${name} ${text} ${note}`)
      .join(say("semicolon"));
    this.#units.ariaValueText = say("unit_said", { ...place, said: told });
    showFormula(this.#formula, lines);
  }

  get #at() {
    return this.#sight.at(this.#listener.step());
  }

  #listen() {
    const units = this.#units;
    const under = (/** @type {MouseEvent} */ event) =>
      this.#strips.unitAt(event, this.#scene().pass.H);
    units.addEventListener("pointermove", (event) => {
      const u = under(event);
      if (this.#listener.resting()) this.#sight.look(u === null ? null : { ...this.#at, u }, true);
    });
    units.addEventListener("pointerleave", () => this.#sight.look(null));
    units.addEventListener("click", (event) => {
      const unit = under(event);
      if (unit === null) return;
      this.#sight.pick(unit);
      this.#listener.picked();
    });
    units.addEventListener("keydown", (event) => this.#walk(event));
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const last = this.#scene().pass.H - 1;
    /** @type {Record<string, number>} */
    const moves = {
      ...{ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 },
      ...{ PageUp: 8, PageDown: -8, Home: -last, End: last },
    };
    const by = moves[event.key];
    const { unit } = this.#sight;
    if (by !== undefined) this.#sight.pick(Math.max(0, Math.min(last, unit + by)));
    else if (event.key === "Enter") {
      this.#sight.pick(unit);
      this.#listener.picked();
    } else return;
    event.preventDefault();
  }
}

/**
 * @param {HTMLElement} list
 * @param {FormulaLine[]} lines
 */
function showFormula(list, lines) {
  while (list.children.length > lines.length) list.lastElementChild?.remove();
  while (list.children.length < lines.length) {
    const told = element("dd", {}, element("span"), element("small"));
    list.append(element("div", {}, element("dt"), told));
  }
  for (const [n, { name, text, note, lost, old }] of lines.entries()) {
    const [term, told] = list.children[n].children;
    list.children[n].classList.toggle("lost", Boolean(lost));
    list.children[n].classList.toggle("old", Boolean(old));
    write(term, name);
    write(told.children[0], text);
    write(told.children[1], note);
  }
}

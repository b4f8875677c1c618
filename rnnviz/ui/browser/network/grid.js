// Words and cells as a grid that takes the keys: predictions above, the layers, words below.

import { element, part } from "../shared/nodes.js";
import { percent } from "../shared/numbers.js";
import { placeIn } from "../shared/pointer.js";
import { cellOf, gridRows } from "./cells.js";
import { PAD, SPACE } from "./geometry.js";
import { factorOf } from "./pass.js";

/** @import { Row } from "./cells.js" */
/** @import { Geometry } from "./geometry.js" */
/** @import { Pass } from "./pass.js" */
/** @import { Scene } from "./scene.js" */

/** @typedef {Row & { r: number, t: number }} Place */

/**
 * Whom the grid tells of what is pressed and what is looked at, with the unit under the pointer.
 * @typedef {{
 *   press: (place: Place, unit: number | null) => void,
 *   peek: (place: Place | null, unit: number | null) => void,
 * }} Listener
 */

export class Grid {
  #grid;
  #listener;
  #scene;
  /** @type {HTMLElement[][]} */
  #cells = [];
  /** @type {Map<Element, Place>} */
  #places = new Map();
  #at = { r: 0, t: 0 };

  /**
   * @param {HTMLElement} root
   * @param {() => Scene} scene
   * @param {Listener} listener
   */
  constructor(root, scene, listener) {
    this.#grid = part(root, "grid");
    this.#scene = scene;
    this.#listener = listener;
    this.#listen();
  }

  /**
   * @param {Pass} pass
   * @param {Geometry} geometry
   */
  draw(pass, geometry) {
    const rows = gridRows(pass, geometry);
    this.#places = new Map();
    this.#cells = rows.map((row, r) =>
      pass.tokens.map((_, t) => {
        const cell = cellOf(pass, geometry, row, t);
        this.#places.set(cell, { ...row, r, t });
        return cell;
      }),
    );
    this.#grid.replaceChildren(
      ...rows.map((row, r) =>
        element("div", { role: "row", ariaLabel: row.name }, ...this.#cells[r]),
      ),
    );
    this.#at = { r: rows.length - 2, t: 0 };
    this.#cells[this.#at.r][0].tabIndex = 0;
  }

  /**
   * Says other words in the same places.
   * @param {Pass} pass
   */
  retell({ tokens, guesses }) {
    for (const [t, cell] of this.#words.entries()) tell(cell, tokens[t]);
    for (const [t, cell] of this.#guesses.entries()) tell(cell, guesses[t][0]);
  }

  /**
   * Shows which words are dropped, and tells what each is.
   * @param {Pass} pass
   */
  style(pass) {
    for (const [t, cell] of this.#words.entries()) {
      const word = pass.tokens[t];
      const lost = factorOf(pass, "word", 0, t, 0) === 0;
      cell.classList.toggle("struck", lost);
      cell.title = word;
      cell.ariaLabel = pass.say(lost ? "word_lost" : "word_cell", { step: t + 1, word });
    }
    for (const [t, cell] of this.#guesses.entries()) {
      const word = pass.guesses[t][0];
      const chance = percent(pass.guesses[t][1]);
      cell.ariaLabel = pass.say("guess_cell", { step: t + 1, word, chance });
      cell.title = `${word} · ${chance}`;
    }
  }

  /**
   * Marks the ends of a path.
   * @param {number | null} from
   * @param {number | null} to
   */
  select(from, to) {
    for (const [t, cell] of this.#words.entries()) cell.ariaSelected = String(t === from);
    for (const [t, cell] of this.#guesses.entries()) cell.ariaSelected = String(t === to);
  }

  /**
   * Shows a prediction, or that it comes later.
   * @param {number} t
   * @param {boolean} told
   */
  foretell(t, told) {
    this.#guesses[t].classList.toggle("later", !told);
  }

  get #words() {
    return this.#cells[this.#cells.length - 1];
  }

  get #guesses() {
    return this.#cells[0];
  }

  #listen() {
    const grid = this.#grid;
    const { press, peek } = this.#listener;
    grid.addEventListener("keydown", (event) => this.#walk(event));
    grid.addEventListener("click", (event) => {
      const place = this.#placeOf(event);
      if (place) press(place, this.#unitAt(place, event));
    });
    grid.addEventListener("focusin", (event) => {
      const place = this.#placeOf(event);
      if (!place) return;
      this.#rove(place.r, place.t);
      peek(place, null);
    });
    grid.addEventListener("focusout", () => peek(null, null));
    grid.addEventListener("pointermove", (event) => {
      const place = this.#placeOf(event);
      peek(place, place && this.#unitAt(place, event));
    });
    grid.addEventListener("pointerleave", () => peek(null, null));
  }

  /** @param {Event} event */
  #placeOf({ target }) {
    const cell = target instanceof Element ? target.closest("[role=gridcell]") : null;
    return (cell && this.#places.get(cell)) ?? null;
  }

  /**
   * The unit of a box under the pointer, or null.
   * @param {Place} place
   * @param {MouseEvent} event
   */
  #unitAt({ kind, r, t }, event) {
    if (kind !== "cell" || !event.clientX) return null;
    const { pass, geometry } = this.#scene();
    const { block } = geometry;
    const [right, down] = placeIn(this.#cells[r][t], event);
    const x = right - PAD;
    const y = (down - PAD) % (block.height + SPACE);
    if (x < 0 || y < 0 || x >= block.width || y >= block.height) return null;
    const unit = Math.floor(y / block.cell) * block.across + Math.floor(x / block.cell);
    return unit < pass.H ? unit : null;
  }

  /**
   * Makes one cell the one that the Tab key comes to.
   * @param {number} r
   * @param {number} t
   */
  #rove(r, t) {
    this.#cells[this.#at.r][this.#at.t].tabIndex = -1;
    this.#at = { r, t };
    const cell = this.#cells[r][t];
    cell.tabIndex = 0;
    return cell;
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const { r, t } = this.#at;
    const last = this.#cells[0].length - 1;
    /** @type {Record<string, [number, number]>} */
    const moves = {
      ArrowLeft: [r, t - 1],
      ArrowRight: [r, t + 1],
      ArrowUp: [r - 1, t],
      ArrowDown: [r + 1, t],
      Home: [r, 0],
      End: [r, last],
    };
    const move = moves[event.key];
    const place = this.#places.get(this.#cells[r][t]);
    if (place && (event.key === "Enter" || event.key === " ")) this.#listener.press(place, null);
    else if (move)
      this.#rove(bounded(move[0], this.#cells.length - 1), bounded(move[1], last)).focus();
    else return;
    event.preventDefault();
  }
}

/**
 * @param {number} value
 * @param {number} most
 */
const bounded = (value, most) => Math.max(0, Math.min(most, value));

/**
 * @param {HTMLElement} cell
 * @param {string} word
 */
function tell(cell, word) {
  if (cell.firstChild) cell.firstChild.textContent = word;
}

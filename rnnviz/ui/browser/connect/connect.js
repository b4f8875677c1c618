// Words as buttons: the one pointed at, or focused, says how much each later prediction depends on it.

import { component } from "../shared/component.js";
import { headRow, part, tableRow, write } from "../shared/nodes.js";
import { hundredths } from "../shared/numbers.js";
import { sayOf } from "../shared/say.js";
import { Pointer, wordButton, wordLine } from "../shared/words.js";

/** @import { Say } from "../shared/say.js" */
/** @import { Data, Row, Sentence } from "./payload.js" */

/**
 * The share of word s in the prediction of word n, or null where it isn't read before.
 * @param {Row} row
 * @param {number} s
 * @param {number} n
 */
const shareOf = ({ shares }, s, n) => (n > s ? shares[n - 1][s] : null);

/**
 * @param {number | null} share
 * @param {number} digits
 */
const percentOf = (share, digits) => hundredths(share ?? 0, digits);

/**
 * @param {Say} say
 * @param {Row} row
 * @param {number} at
 * @param {number} last
 */
const summary = (say, row, at, last) =>
  say("shares", {
    name: row.name,
    next: percentOf(shareOf(row, at, at + 1), 0),
    last: percentOf(shareOf(row, at, last), 1),
  });

class Connect {
  #say;
  #lines;
  #tell;
  #caption;
  #head;
  #table;
  #pointer = new Pointer(/** @type {number} */ (1), () => this.#show());
  /** @type {Sentence | null} */
  #sentence = null;
  /** @type {HTMLButtonElement[][]} */
  #buttons = [];

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#say = sayOf(root);
    this.#lines = part(root, "lines");
    this.#tell = part(root, "tell");
    this.#caption = part(root, "caption");
    this.#head = part(root, "head");
    this.#table = part(root, "table");
  }

  /** @param {Data} data */
  update({ connect }) {
    if (this.#sentence?.id === connect.id) return;
    const { words, rows } = connect;
    this.#sentence = connect;
    this.#pointer.reset(Math.min(this.#pointer.at, words.length - 2)); // the last predicts nothing
    this.#buttons = rows.map(() => words.map((word, n) => this.#button(word, n)));
    this.#lines.replaceChildren(...rows.map(({ name }, r) => wordLine(name, this.#buttons[r])));
    this.#head.replaceChildren(headRow([this.#say("head_word"), ...rows.map(({ name }) => name)]));
    this.#show();
  }

  /**
   * @param {string} word
   * @param {number} n
   */
  #button(word, n) {
    const button = wordButton(word);
    if (n === (this.#sentence?.words.length ?? 0) - 1) button.ariaDisabled = "true";
    else {
      for (const event of ["pointerenter", "focus", "click"]) {
        button.addEventListener(event, () => this.#pointer.point(n));
      }
    }
    return button;
  }

  #show() {
    if (!this.#sentence) return;
    const { words, rows } = this.#sentence;
    const { at } = this.#pointer;
    for (const [r, row] of rows.entries()) {
      for (const [n, button] of this.#buttons[r].entries()) showShare(button, row, at, n);
    }
    const word = words[at];
    const claims = rows.map((row) => summary(this.#say, row, at, words.length - 1)).join(" — ");
    write(this.#tell, this.#say("told", { word, said: claims }));
    write(this.#caption, this.#say("caption", { word }));
    this.#table.replaceChildren(
      ...words.slice(at + 1).map((later, n) => {
        const shares = rows.map((row) => percentOf(shareOf(row, at, at + 1 + n), 1));
        return tableRow([later, ...shares], 0);
      }),
    );
  }
}

/**
 * @param {HTMLButtonElement} button of word n
 * @param {Row} row
 * @param {number} at
 * @param {number} n
 */
function showShare(button, row, at, n) {
  const share = shareOf(row, at, n);
  button.ariaPressed = String(n === at);
  button.classList.toggle("hot", share !== null);
  button.style.setProperty("--share", `${Math.min(100, 2 * (share ?? 0))}%`);
  const text = share === null ? "" : percentOf(share, share < 10 ? 1 : 0);
  if (button.lastElementChild) button.lastElementChild.textContent = text;
}

export default component("connect", ".connect", (root) => {
  const connect = new Connect(root);
  return { update: (/** @type {Data} */ data) => connect.update(data) };
});

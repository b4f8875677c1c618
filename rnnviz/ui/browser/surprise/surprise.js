// Words as buttons with their surprisal: pointed at or focused, a word says what was expected in its
// place; clicked, it is drawn below by the page. The last button stands for what may come next.

import { component } from "../shared/component.js";
import { headRow, part, tableRow, write } from "../shared/nodes.js";
import { hundredths } from "../shared/numbers.js";
import { sayOf } from "../shared/say.js";
import { Pointer, wordButton, wordLine } from "../shared/words.js";

/** @import { Say } from "../shared/say.js" */
/** @import { Data, Guess, Row, Text } from "./payload.js" */

const MOST_NATS = 10;
const APART_NATS = 1;

/** @param {number} value */
const signed = (value, digits = 2) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);

/** @param {number} value in nats */
const markOf = (value) => (value >= APART_NATS ? "▲" : value <= -APART_NATS ? "▼" : "");

/** @param {number} chance */
const chanceText = (chance) => hundredths(100 * chance, chance < 0.001 ? 3 : chance < 0.1 ? 1 : 0);

/**
 * @param {Say} say
 * @param {Guess[]} guesses
 */
const likely = (say, guesses, most = 5) =>
  guesses
    .slice(0, most)
    .map(([word, chance]) => say("guess", { word, chance: chanceText(chance) }))
    .join(say("comma"));

class Surprise {
  #say;
  #send;
  #lines;
  #tell;
  #head;
  #table;
  #apart;
  #unknown;
  #pointer = new Pointer(/** @type {number | null} */ (null), () => this.#show());
  #chosen = 0;
  /** @type {Text | null} */
  #text = null;
  /** @type {HTMLButtonElement[][]} */
  #buttons = [];

  /**
   * @param {HTMLElement} root
   * @param {(word: number) => void} send
   */
  constructor(root, send) {
    this.#say = sayOf(root);
    this.#send = send;
    this.#lines = part(root, "lines");
    this.#tell = part(root, "tell");
    this.#head = part(root, "head");
    this.#table = part(root, "table");
    this.#apart = part(root, "apart");
    this.#unknown = part(root, "unknown");
  }

  /** @param {Data} data */
  update({ surprise, chosen }) {
    this.#chosen = chosen;
    if (this.#text?.id !== surprise.id) this.#take(surprise);
    this.#show();
  }

  /** @param {Text} text */
  #take(text) {
    const { words, rows } = text;
    const heads = rows.flatMap((row) => headsOf(this.#say, row));
    this.#text = text;
    this.#pointer.reset(null);
    this.#buttons = rows.map((row) =>
      [...words, this.#say("next")].map((word, n) => this.#button(row, word, n)),
    );
    this.#lines.replaceChildren(...rows.map(({ name }, r) => wordLine(name, this.#buttons[r])));
    this.#apart.hidden = !rows.some(({ beyond }) => beyond);
    this.#unknown.hidden = !rows.some(({ unknown }) => unknown.includes(true));
    this.#head.replaceChildren(headRow([this.#say("head_word"), ...heads]));
    this.#table.replaceChildren(
      ...words.map((word, n) =>
        tableRow([word, ...rows.flatMap((row) => cellsOf(this.#say, row, n))], 0),
      ),
    );
  }

  /**
   * @param {Row} row
   * @param {string} word
   * @param {number} n
   */
  #button(row, word, n) {
    const button = wordButton(word);
    showSurprisal(button, row, n);
    for (const event of ["pointerenter", "focus"]) {
      button.addEventListener(event, () => this.#pointer.point(n));
    }
    button.addEventListener("click", () => {
      this.#pointer.point(n);
      this.#send(n);
    });
    return button;
  }

  #show() {
    if (!this.#text) return;
    const { words, rows } = this.#text;
    const at = this.#pointer.at ?? this.#chosen;
    for (const line of this.#buttons) {
      for (const [n, button] of line.entries()) {
        button.ariaPressed = String(n === this.#chosen);
        button.classList.toggle("at", n === at);
      }
    }
    const claims = rows.map((row) => told(this.#say, row, at)).join(" — ");
    const about = at === words.length ? "about_next" : "about_word";
    write(this.#tell, this.#say(about, { word: words[at] ?? "", said: claims }));
  }
}

/**
 * @param {Say} say
 * @param {Row} row
 */
const headsOf = (say, { name, beyond }) => [
  say("head_nats", { name }),
  ...(beyond ? [say("head_beyond")] : []),
  say("head_likely"),
];

/**
 * @param {Say} say
 * @param {Row} row
 * @param {number} n
 */
const cellsOf = (say, { nats, beyond, guesses }, n) => [
  nats[n].toFixed(2),
  ...(beyond ? [signed(beyond[n])] : []),
  likely(say, guesses[n], 3),
];

/**
 * @param {HTMLButtonElement} button of word n
 * @param {Row} row
 * @param {number} n
 */
function showSurprisal(button, row, n) {
  if (n >= row.nats.length) {
    button.className = "more";
    return;
  }
  const nats = row.nats[n];
  const beyond = row.beyond?.[n];
  const difference = beyond === undefined ? "" : ` ${markOf(beyond)}${signed(beyond, 1)}`;
  button.style.setProperty("--share", `${Math.min(100, (100 * nats) / MOST_NATS)}%`);
  button.classList.toggle("unknown", row.unknown[n]);
  button.classList.toggle("apart", Math.abs(beyond ?? 0) >= APART_NATS);
  if (button.lastElementChild) button.lastElementChild.textContent = nats.toFixed(1) + difference;
}

/**
 * What a model made of a word, or expects after the last.
 * @param {Say} say
 * @param {Row} row
 * @param {number} at
 */
function told(say, { name, nats, unknown, guesses }, at) {
  const expected = { name, likely: likely(say, guesses[at]) };
  if (at >= nats.length) return say("expects", expected);
  const was = { nats: nats[at].toFixed(2), chance: chanceText(Math.exp(-nats[at])) };
  return say(unknown[at] ? "expected_unknown" : "expected", { ...expected, ...was });
}

export default component("surprise", ".surprise", (root, send) => {
  const surprise = new Surprise(root, (word) => send("picked", word));
  return { update: (/** @type {Data} */ data) => surprise.update(data) };
});

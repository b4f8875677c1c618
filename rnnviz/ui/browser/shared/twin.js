// The table that says the same as a picture, filled only while it is open.

import { part, tableRow, write } from "./nodes.js";

/** @typedef {{ caption: string, rows: (string | number)[][], head: number }} Table */

export class Twin {
  #details;
  #caption;
  #body;
  #table;

  /**
   * @param {HTMLElement} root
   * @param {() => Table} table what it is to say now; the cell numbered `head` names its row
   */
  constructor(root, table) {
    const details = root.querySelector("details.twin");
    if (!(details instanceof HTMLDetailsElement)) throw new TypeError("The page has no twin.");
    this.#details = details;
    this.#caption = part(root, "caption");
    this.#body = part(root, "table");
    this.#table = table;
    details.addEventListener("toggle", () => this.fill());
  }

  fill() {
    if (!this.#details.open) return;
    const { caption, rows, head } = this.#table();
    write(this.#caption, caption);
    this.#body.replaceChildren(...rows.map((cells) => tableRow(cells, head)));
  }
}

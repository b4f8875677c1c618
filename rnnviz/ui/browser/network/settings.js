// The panel that sets the noise on a class of edges: how often it strikes, how long a mask lasts.

import { still } from "../shared/motion.js";
import { element, part } from "../shared/nodes.js";
import { short } from "../shared/numbers.js";

/** @import { Edge, Fill, Setting, Touch } from "./payload.js" */
/** @import { Scene } from "./scene.js" */

/**
 * A class of edges whose panel is open; it is `shown` as soon as the class carries noise, and then
 * has the focus, if it is to.
 * @typedef {Readonly<{ edge: string, focus: boolean, shown: boolean }>} Opening
 */

/**
 * @typedef {{
 *   nodes: Node[], rate: HTMLInputElement, shown: HTMLElement, share: HTMLSelectElement,
 * }} Row
 */

/** @type {Record<Fill, string>} */
const NAMES = { zero: "rate_zero", previous: "rate_previous", gaussian: "rate_gaussian" };

export class Settings {
  #panel;
  #scene;
  #send;
  #focus;
  /** @type {Opening | null} */
  #open = null;
  #signature = "";
  /** @type {Row[]} */
  #rows = [];
  #stopped = new AbortController();

  /**
   * @param {HTMLElement} root
   * @param {() => Scene} scene
   * @param {(touched: Touch) => void} send
   * @param {(edge: string, button: "toggle" | "adjust") => void} focus on the buttons of an edge
   */
  constructor(root, scene, send, focus) {
    this.#panel = part(root, "set");
    this.#scene = scene;
    this.#send = send;
    this.#focus = focus;
    // Before what is clicked hears of it: closing must not undo what a click on an edge opens.
    const early = { capture: true, signal: this.#stopped.signal };
    document.addEventListener("keydown", (event) => this.#escape(event), early);
    document.addEventListener("click", (event) => this.#leave(event), early);
  }

  /** Hears no more of the page. */
  stop() {
    this.#stopped.abort();
  }

  /**
   * @param {string} edge
   * @param {boolean} focus
   */
  open(edge, focus) {
    this.#open = { edge, focus, shown: false };
    this.show();
  }

  close() {
    this.#open = null;
    this.#panel.hidden = true;
  }

  /** Shows what is set now. */
  show() {
    const open = this.#open;
    const edge = this.#scene().pass.edges.find(({ key }) => key === open?.edge);
    if (!open || !edge?.settings.length) {
      if (open?.shown) this.#open = null;
      this.#panel.hidden = true;
      return;
    }
    const signature = [edge.key, ...edge.settings.map(({ fill }) => fill)].join();
    if (this.#signature !== signature) this.#fill(edge);
    this.#signature = signature;
    for (const [n, noise] of edge.settings.entries()) setRow(this.#rows[n], noise);
    this.#panel.style.setProperty("--edge", edge.colour);
    this.#panel.hidden = false;
    if (!open.shown) this.#appear(open.focus);
    this.#open = { ...open, shown: true };
  }

  /**
   * Below the picture, which it must not cover; a low window scrolls to it.
   * @param {boolean} focus
   */
  #appear(focus) {
    if (focus) this.#rows[0].rate.focus({ preventScroll: true });
    this.#panel.scrollIntoView({ block: "nearest", behavior: still() ? "auto" : "smooth" });
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape" || !this.#open?.shown) return;
    if (event.composedPath().includes(this.#panel)) this.#closeAndFocus();
    else this.close();
  }

  /** @param {MouseEvent} event */
  #leave(event) {
    if (this.#open?.shown && !event.composedPath().includes(this.#panel)) this.close();
  }

  #closeAndFocus() {
    const edge = this.#open?.edge;
    this.close();
    if (edge) this.#focus(edge, "adjust");
  }

  /** @param {Edge} edge */
  #fill(edge) {
    const { say } = this.#scene().pass;
    this.#rows = edge.settings.map(({ fill }) => this.#row(edge, fill));
    this.#panel.setAttribute("aria-label", say("noise_on", { edge: edge.label }));
    const close = {
      ...{ type: "button", className: "close", ariaLabel: say("close"), textContent: "×" },
      onclick: () => this.#closeAndFocus(),
    };
    const off = {
      ...{ type: "button", textContent: say("switch_off") },
      onclick: () => this.#switchOff(edge.key),
    };
    this.#panel.replaceChildren(
      element("strong", { textContent: edge.label }),
      ...this.#rows.flatMap((row) => row.nodes),
      element("button", off),
      element("button", close),
    );
  }

  /** @param {string} edge */
  #switchOff(edge) {
    this.close();
    this.#send({ kind: "edge", edge });
    this.#focus(edge, "toggle");
  }

  /**
   * @param {Edge} edge
   * @param {Fill} fill
   * @returns {Row}
   */
  #row(edge, fill) {
    const { say, share_labels: labels } = this.#scene().pass;
    const options = edge.shares.map((value) =>
      element("option", { value, textContent: labels[value] }),
    );
    const name = say(NAMES[fill]);
    const rate = element("input", { type: "range", max: 0.95, ariaLabel: name });
    const shown = element("output");
    const share = element("select", {}, ...options);
    const send = () => {
      const set = { rate: Number(rate.value), share: share.value };
      this.#send({ kind: "noise", edge: edge.key, fill, ...set });
    };
    rate.addEventListener("input", () => {
      shown.textContent = short(Number(rate.value));
    });
    rate.addEventListener("change", send);
    share.addEventListener("change", send);
    const nodes = [
      element("label", {}, element("span", { textContent: name }), shown, rate),
      element("label", {}, element("span", { textContent: say("lasts") }), share),
    ];
    return { nodes, rate, shown, share };
  }
}

/**
 * @param {Row} row
 * @param {Setting} noise
 */
function setRow({ rate, shown, share }, noise) {
  const coarse = Number.isInteger(+(noise.rate * 20).toFixed(6));
  rate.step = rate.min = coarse ? "0.05" : "0.001";
  rate.value = String(noise.rate);
  shown.textContent = short(noise.rate);
  share.value = noise.share;
}

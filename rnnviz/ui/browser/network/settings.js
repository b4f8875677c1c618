// The panel that sets the noise on a class of edges: how often it strikes, how long a mask lasts.

import { element, part } from "../shared/nodes.js";
import { short } from "../shared/numbers.js";

/** @import { Edge, Fill, Setting, Touch } from "./payload.js" */
/** @import { Point } from "./geometry.js" */
/** @import { Scene } from "./scene.js" */

/**
 * A class of edges whose panel is open at a place, in pixels of the component; it is `shown` as soon
 * as the class carries noise, and then has the focus, if it is to.
 * @typedef {Readonly<{ edge: string, place: Point, focus: boolean, shown: boolean }>} Opening
 */

/**
 * @typedef {{
 *   nodes: Node[], rate: HTMLInputElement, said: HTMLElement, share: HTMLSelectElement,
 * }} Row
 */

const WIDE = 272;
const BESIDE = 14; // from the place touched

/** @type {Record<Fill, string>} */
const NAMES = { zero: "rate_zero", previous: "rate_previous", gaussian: "rate_gaussian" };

export class Settings {
  #root;
  #panel;
  #scene;
  #send;
  #focus;
  /** @type {Opening | null} */
  #open = null;
  #signature = "";
  /** @type {Row[]} */
  #rows = [];

  /**
   * @param {HTMLElement} root
   * @param {() => Scene} scene
   * @param {(touched: Touch) => void} send
   * @param {(edge: string, button: "toggle" | "adjust") => void} focus on the buttons of an edge
   */
  constructor(root, scene, send, focus) {
    this.#root = root;
    this.#panel = part(root, "set");
    this.#scene = scene;
    this.#send = send;
    this.#focus = focus;
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#closeAndFocus();
    });
    root.addEventListener("pointerdown", ({ target }) => {
      const inside = target instanceof Node && this.#panel.contains(target);
      if (this.#open?.shown && !inside) this.close();
    });
  }

  /**
   * @param {string} edge
   * @param {Point} place in pixels of the component
   * @param {boolean} focus
   */
  open(edge, place, focus) {
    this.#open = { edge, place, focus, shown: false };
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
    this.#place(open.place);
    if (open.focus && !open.shown) this.#rows[0].rate.focus({ preventScroll: true });
    this.#open = { ...open, shown: true };
  }

  #closeAndFocus() {
    const edge = this.#open?.edge;
    this.close();
    if (edge) this.#focus(edge, "adjust");
  }

  /**
   * Below the place touched, or above it where the window ends sooner and there is room.
   * @param {Point} place
   */
  #place([x, y]) {
    const left = Math.max(0, Math.min(x - WIDE / 2, this.#root.clientWidth - WIDE));
    this.#panel.style.left = `${left}px`;
    this.#panel.hidden = false;
    const height = this.#panel.offsetHeight;
    const [below, above] = [y + BESIDE, y - BESIDE - height];
    const bottom = this.#root.getBoundingClientRect().top + below + height;
    this.#panel.style.top = `${bottom > innerHeight && above >= 0 ? above : below}px`;
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
      element("button", close),
      ...this.#rows.flatMap((row) => row.nodes),
      element("button", off),
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
    const said = element("output");
    const share = element("select", {}, ...options);
    const send = () => {
      const set = { rate: Number(rate.value), share: share.value };
      this.#send({ kind: "noise", edge: edge.key, fill, ...set });
    };
    rate.addEventListener("input", () => {
      said.textContent = short(Number(rate.value));
    });
    rate.addEventListener("change", send);
    share.addEventListener("change", send);
    const nodes = [
      element("label", {}, element("span", { textContent: name }), said, rate),
      element("label", {}, element("span", { textContent: say("lasts") }), share),
    ];
    return { nodes, rate, said, share };
  }
}

/**
 * @param {Row} row
 * @param {Setting} noise
 */
function setRow({ rate, said, share }, noise) {
  const coarse = Number.isInteger(+(noise.rate * 20).toFixed(6));
  rate.step = rate.min = coarse ? "0.05" : "0.001";
  rate.value = String(noise.rate);
  said.textContent = short(noise.rate);
  share.value = noise.share;
}

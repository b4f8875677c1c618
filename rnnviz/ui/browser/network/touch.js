// Edges that are touched: pointed at they light up, clicked they switch their noise.

/** @import { Touch } from "./payload.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Settings } from "./settings.js" */

/**
 * Whom a touch concerns.
 * @typedef {{ settings: Settings, send: (touched: Touch) => void, lit: () => void }} Concerned
 */

export class EdgeTouch {
  #root;
  #scene;
  #concerned;
  /** @type {string | null} */
  #lit = null;

  /**
   * @param {HTMLElement} root
   * @param {() => Scene} scene
   * @param {Concerned} concerned
   */
  constructor(root, scene, concerned) {
    this.#root = root;
    this.#scene = scene;
    this.#concerned = concerned;
    for (const node of root.querySelectorAll("[data-id=drawing], [data-id=edges]")) {
      node.addEventListener("pointerover", (event) => this.#light(edgeAt(event)));
      node.addEventListener("pointerleave", () => this.#light(null));
      node.addEventListener("focusin", (event) => this.#light(edgeAt(event)));
      node.addEventListener("focusout", () => this.#light(null));
      node.addEventListener("click", (event) => this.#click(event));
    }
  }

  /** The class of edges that is pointed at, if any. */
  get lit() {
    return this.#scene().pass.edges.find(({ key }) => key === this.#lit) ?? null;
  }

  /** @param {string | null} edge */
  #light(edge) {
    if (this.#lit === edge) return;
    this.#lit = edge;
    /** @type {NodeListOf<HTMLElement | SVGElement>} */
    const nodes = this.#root.querySelectorAll("[data-edge]");
    for (const node of nodes) node.classList.toggle("lit", node.dataset.edge === edge);
    this.#concerned.lit();
  }

  /** @param {Event} event */
  #click(event) {
    const { pass, fixed } = this.#scene();
    if (fixed) return;
    const adjusted = nearest(event, "[data-adjust]")?.dataset.adjust;
    if (adjusted) this.#concerned.settings.open(adjusted, true);
    const edge = edgeAt(event);
    if (!edge) return;
    const noisy = pass.edges.some(({ key, settings }) => key === edge && settings.length > 0);
    if (noisy) this.#concerned.settings.close();
    else this.#concerned.settings.open(edge, false); // once it is switched on
    this.#concerned.send({ kind: "edge", edge });
  }
}

/**
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | SVGElement | null}
 */
const nearest = ({ target }, selector) =>
  target instanceof Element ? target.closest(selector) : null;

/** @param {Event} event */
const edgeAt = (event) =>
  nearest(event, "[data-edge]:not(.bands):not(.words):not([data-edge=carry])")?.dataset.edge ??
  null;

// The classes of edges as buttons, each with its noise.

import { element, part, svg } from "../shared/nodes.js";
import { short } from "../shared/numbers.js";
import { setStyle, strokeOf } from "./drawing.js";

/** @import { Say } from "../shared/say.js" */
/** @import { Pass } from "./pass.js" */
/** @import { Edge } from "./payload.js" */

/** @typedef {{ chip: HTMLElement, toggle: HTMLButtonElement, adjust: HTMLButtonElement }} Chip */

export class Chips {
  #edges;
  #keys = "";
  /** @type {Map<string, Chip>} */
  #chips = new Map();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#edges = part(root, "edges");
  }

  /**
   * The nodes stay while the classes do, so that focus stays too.
   * @param {Pass} pass
   * @param {boolean} fixed
   */
  show({ edges, say }, fixed) {
    const keys = edges.map((edge) => edge.key).join();
    if (this.#keys !== keys) {
      this.#keys = keys;
      this.#chips = new Map(edges.map((edge) => [edge.key, chipOf(edge)]));
      this.#edges.replaceChildren(...[...this.#chips.values()].map(({ chip }) => chip));
    }
    for (const edge of edges) this.#style(edge, fixed, say);
  }

  /**
   * Gives the focus to the button that switches a class, or to the one that sets its noise.
   * @param {string} edge
   * @param {"toggle" | "adjust"} button
   */
  focus(edge, button) {
    this.#chips.get(edge)?.[button].focus();
  }

  /**
   * @param {Edge} edge
   * @param {boolean} fixed
   * @param {Say} say
   */
  #style(edge, fixed, say) {
    const found = this.#chips.get(edge.key);
    if (!found) return;
    const { chip, toggle, adjust } = found;
    const noisy = edge.noises.length > 0;
    toggle.ariaPressed = String(noisy);
    toggle.ariaDisabled = adjust.ariaDisabled = String(fixed);
    setStyle(chip, strokeOf(edge));
    toggle.ariaDescription = noisy ? edge.noises.join(say("and_noise")) : say("no_noise");
    adjust.hidden = !noisy;
    const rates = edge.settings.map((noise) => short(noise.rate));
    adjust.textContent = `${rates.join(" + ")} ▾`;
    const told = rates.map((rate) => say("rate", { rate })).join(say("and_rate"));
    adjust.ariaLabel = say("set_noise", { edge: edge.label, rates: told });
  }
}

/**
 * @param {Edge} edge
 * @returns {Chip}
 */
function chipOf({ key, label }) {
  const stroke = svg("path", { d: "M2 4H28" });
  const line = svg("svg", { viewBox: "0 0 30 8", "aria-hidden": "true" }, stroke);
  const name = element("span", { textContent: label });
  const toggle = element("button", { type: "button", "data-edge": key }, line, name);
  const adjust = element("button", { type: "button", "data-adjust": key });
  return { chip: element("span", { className: "chip" }, toggle, adjust), toggle, adjust };
}

// The classes of edges as buttons, each with its noise; told, not offered, where the noise is fixed.

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
    if (fixed) {
      this.#keys = "";
      this.#edges.replaceChildren(...noisyOf(edges).map(toldOf));
      return;
    }
    const keys = edges.map((edge) => edge.key).join();
    if (this.#keys !== keys) {
      this.#keys = keys;
      this.#chips = new Map(edges.map((edge) => [edge.key, chipOf(edge)]));
      this.#edges.replaceChildren(...[...this.#chips.values()].map(({ chip }) => chip));
    }
    for (const edge of edges) this.#style(edge, say);
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
   * @param {Say} say
   */
  #style(edge, say) {
    const parts = this.#chips.get(edge.key);
    if (!parts) return;
    const { chip, toggle, adjust } = parts;
    const noisy = edge.noises.length > 0;
    toggle.ariaPressed = String(noisy);
    setStyle(chip, strokeOf(edge));
    toggle.ariaDescription = noisy ? edge.noises.join(say("and_noise")) : say("no_noise");
    adjust.hidden = !noisy;
    const rates = ratesOf(edge);
    adjust.textContent = `${rates.join(" + ")} ▾`;
    const told = rates.map((rate) => say("rate", { rate })).join(say("and_rate"));
    adjust.ariaLabel = say("set_noise", { edge: edge.label, rates: told });
  }
}

/** @param {Edge[]} edges */
const noisyOf = (edges) => edges.filter(({ settings }) => settings.length > 0);

/** @param {Edge} edge */
const ratesOf = ({ settings }) => settings.map(({ rate }) => short(rate));

/** @param {Edge} edge */
const namedLine = ({ label }) => [
  svg("svg", { viewBox: "0 0 30 8", "aria-hidden": "true" }, svg("path", { d: "M2 4H28" })),
  element("span", { textContent: label }),
];

/**
 * A class of edges with its rates, to be read only.
 * @param {Edge} edge
 */
function toldOf(edge) {
  const rates = element("span", { textContent: ratesOf(edge).join(" + ") });
  const told = element("span", { className: "told", "data-edge": edge.key }, ...namedLine(edge));
  told.append(rates);
  setStyle(told, strokeOf(edge));
  return told;
}

/**
 * @param {Edge} edge
 * @returns {Chip}
 */
function chipOf(edge) {
  const { key } = edge;
  const toggle = element("button", { type: "button", "data-edge": key }, ...namedLine(edge));
  const adjust = element("button", { type: "button", "data-adjust": key });
  return { chip: element("span", { className: "chip" }, toggle, adjust), toggle, adjust };
}

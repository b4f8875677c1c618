// The path tracer: the counts are Python's, looked up by route and lag.

import { element, part, write } from "../shared/nodes.js";
import { meetings, routeLine } from "./geometry.js";
import { pathSentence } from "./words.js";

/** @import { Drawing } from "./drawing.js" */
/** @import { Grid } from "./grid.js" */
/** @import { Route, Touch } from "./payload.js" */
/** @import { Scene } from "./scene.js" */

/**
 * A path from a word read to a later prediction, or what of it is chosen, and the way it takes.
 * @typedef {Readonly<{ from: number | null, to: number | null, route: string | null }>} Path
 */

/**
 * A path in a sentence of so many steps: an end that is not there is not chosen.
 * @param {Path} path
 * @param {number} steps
 * @returns {Path}
 */
export function fitted({ from, to, route }, steps) {
  const within = (/** @type {number | null} */ end) => (end !== null && end < steps ? end : null);
  return { from: within(from), to: within(to), route };
}

export class PathTracer {
  #told;
  #clear;
  #ways;
  #scene;
  #drawing;
  #grid;
  #send;
  /** @type {Path} */
  #path = { from: null, to: null, route: null };
  #keys = "";
  #given = "";

  /**
   * @param {HTMLElement} root
   * @param {() => Scene} scene
   * @param {{ drawing: Drawing, grid: Grid }} shown where it is drawn
   * @param {(touched: Touch) => void} send
   */
  constructor(root, scene, { drawing, grid }, send) {
    this.#told = part(root, "path");
    this.#clear = part(root, "clear");
    this.#ways = part(root, "ways");
    this.#scene = scene;
    this.#drawing = drawing;
    this.#grid = grid;
    this.#send = send;
    this.#clear.addEventListener("click", () => this.#set({ from: null, to: null }));
  }

  /**
   * Keeps of the path what a pass of another length still has.
   * @param {number} steps
   */
  fit(steps) {
    this.#path = fitted(this.#path, steps);
  }

  /**
   * Takes the path that Python gives, if it is another than the last one that it gave.
   * @param {[from: number, to: number, route: string]} path
   * @returns {number | null} where the path begins, if it was taken
   */
  give([from, to, route]) {
    const given = JSON.stringify([from, to, route]);
    if (given === this.#given) return null;
    this.#given = given;
    const last = this.#scene().pass.T - 1;
    this.#path = { from: Math.min(from, last), to: Math.min(to, last), route };
    return this.#path.from;
  }

  /**
   * A word becomes the path's begin, a prediction its end.
   * @param {"word" | "guess"} kind
   * @param {number} t
   */
  choose(kind, t) {
    const { from, to } = this.#path;
    if (kind === "word") this.#set({ from: t, to: to !== null && to < t ? null : to });
    else this.#set({ from: from !== null && from > t ? null : from, to: t });
    this.#tell();
  }

  show() {
    const { pass, geometry } = this.#scene();
    const { from, to } = this.#path;
    const route =
      pass.routes.find(({ key }) => key === this.#path.route) ??
      pass.routes[pass.routes.length - 1];
    this.#path = { from, to, route: route.key };
    if (from !== null && to !== null) {
      const d = routeLine(pass, geometry, from, to, route.key);
      this.#drawing.showPath(d, meetings(pass, geometry, from, to, route));
    } else this.#drawing.showPath("", []);
    this.#grid.select(from, to);
    write(this.#told, pathSentence(pass, from, to, route));
    this.#clear.hidden = from === null && to === null;
    this.#showWays(pass.routes);
  }

  /** @param {Partial<Path>} change */
  #set(change) {
    this.#path = { ...this.#path, ...change };
    this.show();
  }

  #tell() {
    const { from, to, route } = this.#path;
    if (from === null || to === null || route === null) return;
    this.#send({ kind: "path", from, to, route });
  }

  /** @param {Route[]} routes */
  #showWays(routes) {
    const keys = routes.map(({ key }) => key).join();
    if (this.#keys !== keys) {
      this.#keys = keys;
      this.#ways.replaceChildren(...routes.map((route) => this.#way(route)));
    }
    this.#ways.hidden = routes.length < 2;
    for (const [n, way] of [...this.#ways.children].entries()) {
      way.ariaPressed = String(routes[n].key === this.#path.route);
    }
  }

  /** @param {Route} route */
  #way({ key, label }) {
    const onclick = () => {
      this.#set({ route: key });
      this.#tell();
    };
    return element("button", { type: "button", textContent: label, onclick });
  }
}

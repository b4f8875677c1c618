// What one picture shows of a path: the counts are Python's, looked up by route and lag.

import { element, part, write } from "../shared/nodes.js";
import { meetings, routeLine } from "./geometry.js";
import { pathSentence } from "./words.js";

/** @import { Drawing } from "./drawing.js" */
/** @import { Grid } from "./grid.js" */
/** @import { PathTracer } from "./path.js" */
/** @import { Route } from "./payload.js" */
/** @import { Scene } from "./scene.js" */

export class PathLine {
  #told;
  #clear;
  #ways;
  #scene;
  #tracer;
  #drawing;
  #grid;
  #keys = "";

  /**
   * @param {HTMLElement} root
   * @param {() => Scene} scene
   * @param {PathTracer} tracer
   * @param {{ drawing: Drawing, grid: Grid }} shown where it is drawn
   */
  constructor(root, scene, tracer, { drawing, grid }) {
    this.#told = part(root, "path");
    this.#clear = part(root, "clear");
    this.#ways = part(root, "ways");
    this.#scene = scene;
    this.#tracer = tracer;
    this.#drawing = drawing;
    this.#grid = grid;
    this.#clear.addEventListener("click", () => tracer.clear());
  }

  show() {
    const { pass, geometry } = this.#scene();
    const { from, to, route: key } = this.#tracer.path;
    const route = pass.routes.find((known) => known.key === key) ?? pass.routes[0];
    if (from !== null && to !== null) {
      const d = routeLine(pass, geometry, from, to, route.key);
      this.#drawing.showPath(d, meetings(pass, geometry, from, to, route));
    } else this.#drawing.showPath("", []);
    this.#grid.select(from, to);
    write(this.#told, pathSentence(pass, from, to, route));
    this.#clear.hidden = from === null && to === null;
    this.#showWays(pass.routes, route);
  }

  /**
   * @param {Route[]} routes
   * @param {Route} taken
   */
  #showWays(routes, taken) {
    const keys = routes.map(({ key }) => key).join();
    if (this.#keys !== keys) {
      this.#keys = keys;
      this.#ways.replaceChildren(...routes.map((route) => this.#way(route)));
    }
    this.#ways.hidden = routes.length < 2;
    for (const [n, way] of [...this.#ways.children].entries()) {
      way.ariaPressed = String(routes[n] === taken);
    }
  }

  /** @param {Route} route */
  #way({ key, label }) {
    const onclick = () => this.#tracer.take(key);
    return element("button", { type: "button", textContent: label, onclick });
  }
}

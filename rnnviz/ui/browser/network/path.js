// The path that is chosen: in every picture the same one.

/** @import { Pass } from "./pass.js" */
/** @import { Touch } from "./payload.js" */

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
  /** @type {Path} */
  #path = { from: null, to: null, route: null };
  #given = "";
  #changed;
  #send;

  /**
   * @param {() => void} changed
   * @param {(touched: Touch) => void} send
   */
  constructor(changed, send) {
    this.#changed = changed;
    this.#send = send;
  }

  get path() {
    return this.#path;
  }

  /**
   * Keeps of the path what a pass still has; where it has not its route, its last one.
   * @param {Pick<Pass, "T" | "routes">} pass
   */
  fit({ T, routes }) {
    const { route } = this.#path;
    const { key } = routes.find((known) => known.key === route) ?? routes[routes.length - 1];
    this.#path = { ...fitted(this.#path, T), route: key };
  }

  /**
   * Takes the path that Python gives, if it is another than the last one that it gave.
   * @param {[from: number, to: number, route: string]} path
   * @param {number} steps
   * @returns {number | null} where the path begins, if it was taken
   */
  give([from, to, route], steps) {
    const given = JSON.stringify([from, to, route]);
    if (given === this.#given) return null;
    this.#given = given;
    const last = steps - 1;
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

  /** @param {string} route */
  take(route) {
    this.#set({ route });
    this.#tell();
  }

  clear() {
    this.#set({ from: null, to: null });
  }

  /** @param {Partial<Path>} change */
  #set(change) {
    this.#path = { ...this.#path, ...change };
    this.#changed();
  }

  #tell() {
    const { from, to, route } = this.#path;
    if (from === null || to === null || route === null) return;
    this.#send({ kind: "path", from, to, route });
  }
}

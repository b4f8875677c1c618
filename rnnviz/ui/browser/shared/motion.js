// What moves: how, how fast, and whether at all.

/** Whether the reader wants no motion. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * From 0 to 1, slowly at both ends.
 * @param {number} x
 */
export const ease = (x) => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x));

/** A clock that counts in shares of a step. */
export class Clock {
  #stepMs;
  #tick;
  #frame = 0;
  /** @type {number | null} */
  #last = null;
  #running = false;

  /**
   * @param {() => number} stepMs how long a step takes
   * @param {(share: number) => void} tick called in each frame while it runs
   */
  constructor(stepMs, tick) {
    this.#stepMs = stepMs;
    this.#tick = tick;
  }

  get running() {
    return this.#running;
  }

  start() {
    this.#running = true;
    this.#last = null;
    this.#ask();
  }

  stop() {
    this.#running = false;
    cancelAnimationFrame(this.#frame);
  }

  #ask() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame((now) => this.#beat(now));
  }

  /** @param {number} now in milliseconds */
  #beat(now) {
    const share = this.#last === null ? 0 : Math.min(0.5, (now - this.#last) / this.#stepMs());
    this.#last = now;
    this.#tick(share);
    if (this.#running) this.#ask();
  }
}

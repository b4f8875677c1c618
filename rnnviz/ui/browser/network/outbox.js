// What is said to Python. Each time with all that may not have arrived: Streamlit keeps the last of
// two messages.

/** @import { Touch } from "./payload.js" */
/** @typedef {[picture: number, touch: Touch]} Touched which picture, and how */

export class Outbox {
  #stream = Math.random().toString(36).slice(2);
  #sent = 0;
  /** @type {[number: number, touched: Touched][]} */
  #unheard = [];
  #say;

  /** @param {(said: unknown) => void} say */
  constructor(say) {
    this.#say = say;
  }

  get sent() {
    return this.#sent;
  }

  get unheard() {
    return this.#unheard;
  }

  /** @param {Touched} touched */
  send(touched) {
    this.#sent += 1;
    this.#unheard.push([this.#sent, touched]);
    this.#say([this.#stream, this.#unheard]);
  }

  /**
   * Forgets what has arrived.
   * @param {[stream: string, number: number]} heard
   */
  forget([stream, last]) {
    if (stream !== this.#stream) return;
    this.#unheard = this.#unheard.filter(([number]) => number > last);
  }
}

// The buttons that play, the slider of steps, the speed; `bar.html` is its page.

import { find, part, write } from "./nodes.js";

/** @import { Say } from "./say.js" */

/**
 * What a bar asks for.
 * @typedef {{
 *   play: () => void, step: (by: number) => void,
 *   scrub: (t: number) => void, scrubbed: () => void,
 * }} Wishes
 */

export class TimeBar {
  #root;
  #say;
  #scrub;
  #step;
  #play;
  #speed = 1;

  /**
   * @param {HTMLElement} root
   * @param {Say} say
   * @param {Wishes} wishes
   */
  constructor(root, say, wishes) {
    this.#root = root;
    this.#say = say;
    this.#scrub = find(root, "scrub", HTMLInputElement);
    this.#step = part(root, "step");
    this.#play = part(root, "play");
    const speed = find(root, "speed", HTMLSelectElement);
    /** @type {Record<string, () => void>} */
    const acts = { play: wishes.play, step: () => wishes.step(1), back: () => wishes.step(-1) };
    for (const [name, act] of Object.entries(acts)) {
      root.querySelector(`[data-do=${name}]`)?.addEventListener("click", act);
    }
    this.#scrub.addEventListener("input", () => wishes.scrub(Number(this.#scrub.value) - 1));
    this.#scrub.addEventListener("change", wishes.scrubbed);
    speed.addEventListener("change", () => {
      this.#speed = Number(speed.value);
    });
  }

  /** How many times as fast as usual. */
  get speed() {
    return this.#speed;
  }

  /** @param {number} steps */
  setSteps(steps) {
    this.#scrub.max = String(steps);
  }

  /**
   * @param {number} t
   * @param {number} steps
   * @param {string[]} more what the slider says besides
   */
  showStep(t, steps, ...more) {
    const text = this.#say("step_of", { step: t + 1, steps });
    this.#scrub.value = String(t + 1);
    this.#scrub.ariaValueText = [text, ...more].join(this.#say("comma"));
    write(this.#step, text);
  }

  /** @param {boolean} on */
  showPlaying(on) {
    this.#root.classList.toggle("playing", on);
    write(this.#play, this.#say(on ? "pause" : "play"));
  }
}

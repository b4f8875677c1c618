// Time, one for all pictures: play, pause, step, scrub. Nothing here speaks to the server.

import { Clock, still } from "../shared/motion.js";

/** @import { TimeBar, Wishes } from "../shared/timebar.js" */

/**
 * How far the pass has come: step `t`, of which `p` is there; `touched` once anybody has moved it.
 * @typedef {Readonly<{ t: number, p: number, touched: boolean }>} Moment
 */

/**
 * What time moves: to another step, from the one before; and on within a step.
 * @typedef {{ moved: (past: number | null) => void, grew: () => void }} Moved
 */

/**
 * What a player asks: what it moves, and what is read at a step. And whom it tells that all of
 * them have moved, that it begins and that it has come to rest.
 * @typedef {{
 *   pictures: () => readonly Moved[], token: (t: number) => string, moved: () => void,
 *   began: () => void, rested: () => void, scrubbed: () => void,
 * }} Listener
 */

/** @typedef {Pick<TimeBar, "speed" | "setSteps" | "showStep" | "showPlaying">} Bar */
/** @typedef {{ steps: number, layers: number }} Length */

const HOP_MS = 520; // one layer's share of a step at speed 1
/** @type {Moment} */
const BEGIN = Object.freeze({ t: 0, p: 1, touched: false });

export class Player {
  #moment = BEGIN;
  #length = { steps: 1, layers: 1 };
  /** @type {"end" | "step"} */
  #until = "end";
  #held = 0;
  #bar;
  #listener;
  #clock = new Clock(
    () => ((this.#length.layers + 1) * HOP_MS) / this.#bar.speed,
    (share) => this.#advance(share),
  );

  /**
   * @param {(wishes: Wishes) => Bar} barOf
   * @param {Listener} listener
   */
  constructor(barOf, listener) {
    this.#listener = listener;
    this.#bar = barOf({
      play: () => (this.playing && this.#until === "end" ? this.pause() : this.play()),
      step: (by) => this.#stepBy(by),
      scrub: (t) => {
        this.stop();
        this.goTo(t);
        this.#showPlaying();
      },
      scrubbed: listener.scrubbed,
    });
  }

  get moment() {
    return this.#moment;
  }

  get playing() {
    return this.#clock.running;
  }

  /**
   * Goes back to the begin, of a pass of another length.
   * @param {Length} length
   */
  reset(length) {
    this.#clock.stop();
    this.#moment = BEGIN;
    this.#length = length;
    this.#bar.setSteps(length.steps);
    this.#showPlaying();
  }

  goTo(/** @type {number} */ t, p = 1) {
    const past = this.#moment.touched ? this.#moment.t : null;
    this.#moment = { t, p, touched: true };
    for (const picture of this.#listener.pictures()) picture.moved(past);
    this.#listener.moved();
    this.showStep();
  }

  play() {
    const { t, p, touched } = this.#moment;
    if (!touched || (t === this.#last && p >= 1)) this.goTo(0, 0);
    else if (p >= 1) this.goTo(t + 1, 0);
    if (still()) this.goTo(this.#moment.t, 1);
    this.#run("end");
  }

  pause() {
    this.#clock.stop();
    this.#showPlaying();
    this.#listener.rested();
  }

  /** Stops without a word. */
  stop() {
    this.#clock.stop();
  }

  /** Says the step in the bar. */
  showStep() {
    const { t } = this.#moment;
    this.#bar.showStep(t, this.#length.steps, this.#listener.token(t));
  }

  get #last() {
    return this.#length.steps - 1;
  }

  /** @param {"end" | "step"} until */
  #run(until) {
    this.#until = until;
    this.#held = 0;
    this.#listener.began();
    this.#clock.start();
    this.#showPlaying();
  }

  /** @param {number} share of a step that has passed */
  #advance(share) {
    const { t, p } = this.#moment;
    if (still()) this.#hold(share);
    else if (p + share < 1) {
      this.#moment = { ...this.#moment, p: p + share };
      for (const picture of this.#listener.pictures()) picture.grew();
    } else {
      this.#moment = { ...this.#moment, t, p: 1 };
      this.#nextStep(0);
    }
  }

  /** @param {number} share */
  #hold(share) {
    this.#held += share;
    if (this.#held < 1) return;
    this.#held = 0;
    this.#nextStep(1);
  }

  /** @param {number} p how much of it is there at once */
  #nextStep(p) {
    const { t } = this.#moment;
    if (this.#until === "step" || t === this.#last) {
      this.goTo(t, 1);
      this.pause();
    } else this.goTo(t + 1, p);
  }

  /** @param {number} by */
  #stepBy(by) {
    const { steps } = this.#length;
    const t = (this.#moment.t + by + steps) % steps;
    const onward = by > 0 && t > 0 && !still();
    this.goTo(t, onward ? 0 : 1);
    if (onward) this.#run("step");
    else this.pause();
  }

  #showPlaying() {
    this.#bar.showPlaying(this.playing && this.#until === "end");
  }
}

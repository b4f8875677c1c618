// What stands in words above a picture: its name, and what is touched, else what step it is.

import { part, write } from "../shared/nodes.js";
import { stepSentence, tellEdge, tellStep, tellUnit } from "./words.js";

/** @import { Unit } from "./formula.js" */
/** @import { Edge } from "./payload.js" */
/** @import { Moment } from "./player.js" */
/** @import { Scene } from "./scene.js" */

/**
 * What a caption speaks of.
 * @typedef {{ lit: () => Edge | null, hover: () => Unit | null, moment: () => Moment }} Topics
 */

export class Caption {
  #root;
  #name;
  #told;
  #scene;
  #topics;

  /**
   * @param {HTMLElement} root
   * @param {() => Scene} scene
   * @param {Topics} topics
   */
  constructor(root, scene, topics) {
    this.#root = root;
    this.#name = part(root, "name");
    this.#told = part(root, "tell");
    this.#scene = scene;
    this.#topics = topics;
  }

  /** The step in a sentence, after the picture's name if it has one. */
  get sentence() {
    const scene = this.#scene();
    const text = stepSentence(scene, this.#topics.moment().t);
    return this.#name.hidden
      ? text
      : scene.pass.say("named", { name: this.#name.title, said: text });
  }

  /**
   * Tells a picture from the one beside it.
   * @param {string} name nothing, where it stands alone
   */
  name(name) {
    this.#root.role = name ? "group" : null;
    this.#root.ariaLabel = name || null;
    this.#name.hidden = !name;
    this.#name.title = name;
    write(this.#name, name);
  }

  tell() {
    const scene = this.#scene();
    const { lit, hover, moment } = this.#topics;
    const edge = lit();
    const unit = hover();
    if (edge) write(this.#told, tellEdge(edge, scene));
    else if (unit) write(this.#told, tellUnit(scene.pass, unit));
    else write(this.#told, tellStep(scene, moment()));
  }
}

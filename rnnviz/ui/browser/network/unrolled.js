// One unrolled network: its parts, and what each tells the others.

import { coloursOf } from "../shared/colours.js";
import { Twin } from "../shared/twin.js";
import { Caption } from "./caption.js";
import { Chips } from "./chips.js";
import { Columns } from "./columns.js";
import { Drawing } from "./drawing.js";
import { Files } from "./files.js";
import { geometryOf } from "./geometry.js";
import { Grid } from "./grid.js";
import { Key } from "./key.js";
import { Lens } from "./lens.js";
import { PathLine } from "./pathline.js";
import { Settings } from "./settings.js";
import { Stage } from "./stage.js";
import { EdgeTouch } from "./touch.js";
import { vectorsOf } from "./vectors.js";
import { stepTable } from "./words.js";

/** @import { Place } from "./grid.js" */
/** @import { Pass } from "./pass.js" */
/** @import { PathTracer } from "./path.js" */
/** @import { Touch } from "./payload.js" */
/** @import { Player } from "./player.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Sight } from "./sight.js" */

/**
 * What all pictures have in common: the time, the unit that is looked at, the path.
 * @typedef {Readonly<{ player: Player, sight: Sight, tracer: PathTracer }>} Common
 */

/**
 * Whom a picture tells of a touch that Python is to know, and of how far it has been scrolled.
 * @typedef {{ send: (touched: Touch) => void, scrolled: (left: number) => void }} Listener
 */

export class Unrolled {
  #root;
  #common;
  #send;
  #caption;
  #stage;
  #drawing;
  #columns;
  #chips;
  #grid;
  #path;
  #lens;
  #settings;
  #key;
  #twin;
  #edges;
  #watch;
  /** @type {Scene | null} */
  #scene = null;
  #shape = "";
  #room = 0;

  /**
   * @param {HTMLElement} root
   * @param {Common} common
   * @param {Listener} listener
   */
  constructor(root, common, { send, scrolled }) {
    const scene = () => this.scene;
    const { player, sight, tracer } = common;
    this.#root = root;
    this.#common = common;
    this.#send = send;
    this.#caption = new Caption(root, scene, {
      lit: () => this.#edges.lit,
      hover: () => sight.hover,
      moment: () => player.moment,
    });
    this.#stage = new Stage(root, scrolled);
    this.#drawing = new Drawing(root);
    this.#columns = new Columns(root, (t, told) => this.#grid.foretell(t, told));
    this.#chips = new Chips(root);
    this.#key = new Key(root);
    this.#grid = new Grid(root, scene, {
      press: (place, unit) => this.#press(place, unit),
      peek: (place, unit) => this.#peek(place, unit),
    });
    this.#path = new PathLine(root, scene, tracer, { drawing: this.#drawing, grid: this.#grid });
    this.#lens = new Lens(root, scene, sight, {
      picked: () => this.#sendUnit(),
      step: () => this.#moment.t,
      resting: () => !player.playing,
    });
    this.#settings = new Settings(root, scene, send, (edge, button) =>
      this.#chips.focus(edge, button),
    );
    this.#edges = new EdgeTouch(root, scene, {
      settings: this.#settings,
      send,
      lit: () => this.#caption.tell(),
    });
    this.#twin = new Twin(root, () => stepTable(this.scene, this.#moment.t));
    new Files(root, scene, player);
    this.#watch = new ResizeObserver(() => this.#fit());
    this.#watch.observe(this.#stage.frame);
  }

  get scene() {
    if (this.#scene === null) throw new TypeError("There is nothing to be seen yet.");
    return this.#scene;
  }

  get #moment() {
    return this.#common.player.moment;
  }

  get caption() {
    return this.#caption;
  }

  stop() {
    this.#settings.stop();
    this.#watch.disconnect();
  }

  /**
   * Another pass; of a network of the same shape all nodes stay.
   * @param {Pass} pass
   * @param {boolean} fixed
   * @returns {boolean} whether it is of another shape
   */
  take(pass, fixed) {
    const look = { colours: coloursOf(this.#root), fixed };
    if (this.#scene?.pass === pass) {
      this.#scene = { ...this.#scene, ...look };
      return false;
    }
    const vectors = Array.from({ length: pass.L }, (_, l) => vectorsOf(pass, l));
    const shape = [pass.cell, pass.T, pass.L, pass.H, pass.edges.length].join();
    const other = this.#scene === null || this.#shape !== shape;
    if (this.#scene === null || other) this.#layOut({ ...look, pass, vectors });
    else {
      this.#scene = { ...look, pass, vectors, geometry: this.#scene.geometry };
      this.#grid.retell(pass);
    }
    this.#shape = shape;
    this.#style();
    return other;
  }

  refresh() {
    this.#key.show(this.scene.pass);
    this.#lens.forget();
    this.#columns.paintAll(this.scene, this.#moment);
    this.#path.show();
    this.#showStep();
    this.#settings.show();
  }

  /** @param {number | null} past the step before */
  moved(past) {
    const { t } = this.#moment;
    if (past === null || Math.abs(t - past) > 1) this.#columns.paintAll(this.scene, this.#moment);
    else for (const step of [past, t]) this.#columns.paint(this.scene, this.#moment, step);
    this.#showStep();
  }

  grew() {
    this.#columns.paint(this.scene, this.#moment, this.#moment.t);
  }

  /** Shows the unit that is looked at, in the picture and in the lens. */
  look() {
    this.#drawing.spot(this.scene.geometry, this.#common.sight.mark);
    this.#caption.tell();
    this.#lens.draw();
  }

  /** Opens the box that is looked into. */
  open() {
    this.#lens.open();
  }

  showPath() {
    this.#path.show();
  }

  /**
   * Scrolls a step into sight.
   * @param {number} t
   */
  follow(t) {
    this.#stage.follow(this.scene.geometry, t);
  }

  /** @param {number} left */
  scrollTo(left) {
    this.#stage.frame.scrollLeft = left;
  }

  /** @param {Omit<Scene, "geometry">} scene */
  #layOut(scene) {
    const { pass } = scene;
    this.#room = this.#stage.frame.clientWidth;
    const geometry = geometryOf(pass, this.#stage.room);
    this.#scene = { ...scene, geometry };
    this.#drawing.draw(pass, geometry);
    this.#columns.draw(this.#scene);
    this.#stage.draw(pass, geometry);
    this.#grid.draw(pass, geometry);
  }

  /** The window may be another. */
  #fit() {
    if (this.#scene === null || this.#stage.frame.clientWidth === this.#room) return;
    this.#layOut(this.#scene);
    this.#style();
    this.refresh();
  }

  #style() {
    const { pass, fixed } = this.scene;
    this.#root.classList.toggle("fixed", fixed);
    this.#drawing.style(pass.edges);
    this.#chips.show(pass, fixed);
    this.#grid.style(pass);
  }

  /** All that a new step changes outside the columns. */
  #showStep() {
    const { t, touched } = this.#moment;
    this.#stage.showNow(this.scene.geometry, t, touched);
    this.#caption.tell();
    this.#lens.draw();
    this.#twin.fill();
  }

  /**
   * Hovering or focusing a box shows its inside; nothing is sent.
   * @param {Place | null} place
   * @param {number | null} unit
   */
  #peek(place, unit) {
    const { player, sight } = this.#common;
    if (player.playing) return;
    const { l, t } = place ?? { l: 0, t: 0 };
    const wanted = place?.kind === "cell" ? { t, l, u: unit ?? sight.unit } : null;
    sight.look(wanted, unit !== null);
  }

  /**
   * @param {Place} place
   * @param {number | null} unit
   */
  #press(place, unit) {
    const { player, sight, tracer } = this.#common;
    if (place.kind !== "cell") {
      tracer.choose(place.kind, place.t);
      return;
    }
    player.stop();
    sight.open(place.l, unit);
    player.goTo(place.t);
    player.pause();
    this.#sendUnit();
  }

  #sendUnit() {
    const { layer, unit } = this.#common.sight;
    this.#send({ kind: "unit", layer, step: this.#moment.t, unit });
  }
}

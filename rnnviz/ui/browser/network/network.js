// The unrolled network: its parts, and what each tells the others.

import { coloursOf } from "../shared/colours.js";
import { component } from "../shared/component.js";
import { still } from "../shared/motion.js";
import { part, write } from "../shared/nodes.js";
import { sayOf } from "../shared/say.js";
import { Twin } from "../shared/twin.js";
import { Chips } from "./chips.js";
import { Columns } from "./columns.js";
import { Drawing } from "./drawing.js";
import { geometryOf } from "./geometry.js";
import { Grid } from "./grid.js";
import { Key } from "./key.js";
import { Lens } from "./lens.js";
import { Outbox } from "./outbox.js";
import { decode } from "./pass.js";
import { PathTracer } from "./path.js";
import { Player } from "./player.js";
import { Settings } from "./settings.js";
import { Stage } from "./stage.js";
import { EdgeTouch } from "./touch.js";
import { vectorsOf } from "./vectors.js";
import { stepSentence, stepTable, tellEdge, tellStep, tellUnit } from "./words.js";

/** @import { Place } from "./grid.js" */
/** @import { Data, Picture } from "./payload.js" */
/** @import { Scene } from "./scene.js" */

class Network {
  #root;
  #tell;
  #say;
  #live;
  #outbox;
  #stage;
  #drawing;
  #columns;
  #chips;
  #grid;
  #player;
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
  #begun = false;

  /**
   * @param {HTMLElement} root
   * @param {(said: unknown) => void} say
   */
  constructor(root, say) {
    const scene = () => this.scene;
    const outbox = new Outbox(say);
    const send = outbox.send.bind(outbox);
    this.#root = root;
    this.#say = sayOf(root);
    this.#tell = part(root, "tell");
    this.#live = part(root, "live");
    this.#outbox = outbox;
    this.#stage = new Stage(root);
    this.#drawing = new Drawing(root);
    this.#columns = new Columns(root, (t, told) => this.#grid.foretell(t, told));
    this.#chips = new Chips(root);
    this.#key = new Key(root);
    this.#grid = new Grid(root, scene, {
      press: (place, unit) => this.#press(place, unit),
      peek: (place, unit) => this.#peek(place, unit),
    });
    this.#player = new Player(root, this.#say, {
      moved: (past) => this.#moved(past),
      grew: () => this.#columns.paint(this.scene, this.#moment, this.#moment.t),
      began: () => this.#lens.look(null),
      rested: () => this.#rested(),
      scrubbed: () => this.#speak(),
    });
    this.#path = new PathTracer(root, scene, { drawing: this.#drawing, grid: this.#grid }, send);
    this.#lens = new Lens(root, scene, {
      picked: () => this.#sendUnit(),
      step: () => this.#moment.t,
      resting: () => !this.#player.playing,
    });
    this.#settings = new Settings(root, scene, send, (edge, button) =>
      this.#chips.focus(edge, button),
    );
    this.#edges = new EdgeTouch(root, scene, {
      settings: this.#settings,
      send,
      lit: () => this.#tellNow(),
    });
    this.#twin = new Twin(root, () => stepTable(this.scene, this.#moment.t));
    this.#watch = new ResizeObserver(() => this.#fit());
    this.#watch.observe(this.#stage.frame);
  }

  get scene() {
    if (this.#scene === null) throw new TypeError("There is nothing to be seen yet.");
    return this.#scene;
  }

  get #moment() {
    return this.#player.moment;
  }

  /** What the tests and the curious may look at. */
  get seen() {
    return {
      D: () => this.scene.pass,
      G: () => this.scene.geometry,
      t: () => this.#moment.t,
      p: () => this.#moment.p,
      touched: () => this.#moment.touched,
      playing: () => this.#player.playing,
      sent: () => this.#outbox.sent,
      unheard: () => this.#outbox.unheard,
      send: () => this.#outbox.send.bind(this.#outbox),
      $: () => part.bind(null, this.#root),
    };
  }

  /** @param {Data} data */
  update({ picture, path, fixed, plays, heard }) {
    this.#outbox.forget(heard);
    const colours = coloursOf(this.#root);
    if (this.#scene?.pass.id !== picture.id) this.#take(picture, { colours, fixed });
    else this.#scene = { ...this.#scene, colours, fixed };
    const begin = path && this.#path.give(path);
    if (begin !== null) this.#stage.follow(this.scene.geometry, begin);
    this.#refresh();
    if (plays && !this.#begun && !still()) this.#player.play();
    this.#begun = true;
  }

  stop() {
    this.#player.stop();
    this.#settings.stop();
    this.#watch.disconnect();
  }

  /**
   * Another pass; of a network of the same shape all nodes stay.
   * @param {Picture} picture
   * @param {Pick<Scene, "colours" | "fixed">} look
   */
  #take(picture, look) {
    const pass = decode(picture, this.#say);
    const vectors = Array.from({ length: pass.L }, (_, l) => vectorsOf(pass, l));
    const shape = [pass.cell, pass.T, pass.L, pass.H, pass.edges.length].join();
    if (this.#scene !== null && this.#shape === shape) {
      this.#scene = { ...look, pass, vectors, geometry: this.#scene.geometry };
      this.#grid.retell(pass);
    } else {
      this.#shape = shape;
      this.#lens.reset();
      this.#path.fit(pass.T);
      this.#layOut({ ...look, pass, vectors });
      this.#player.reset({ steps: pass.T, layers: pass.L });
    }
    this.#style();
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
    this.#refresh();
  }

  #style() {
    const { pass, fixed } = this.scene;
    this.#root.classList.toggle("fixed", fixed);
    this.#drawing.style(pass.edges);
    this.#chips.show(pass, fixed);
    this.#grid.style(pass);
  }

  #refresh() {
    this.#key.show(this.scene.pass);
    this.#lens.forget();
    this.#columns.paintAll(this.scene, this.#moment);
    this.#path.show();
    this.#showStep();
    this.#settings.show();
  }

  /** @param {number | null} past the step before */
  #moved(past) {
    const { t } = this.#moment;
    if (past === null || Math.abs(t - past) > 1) this.#columns.paintAll(this.scene, this.#moment);
    else for (const one of [past, t]) this.#columns.paint(this.scene, this.#moment, one);
    this.#showStep();
    this.#stage.follow(this.scene.geometry, t);
  }

  /** All that a new step changes outside the columns. */
  #showStep() {
    const { pass, geometry } = this.scene;
    const { t, touched } = this.#moment;
    this.#player.showStep(pass.tokens[t]);
    this.#stage.showNow(geometry, t, touched);
    this.#tellNow();
    this.#lens.draw();
    this.#twin.fill();
  }

  #rested() {
    this.#tellNow();
    this.#speak();
  }

  #speak() {
    write(this.#live, stepSentence(this.scene, this.#moment.t));
  }

  /** The line above the picture: what is touched, else what step it is. */
  #tellNow() {
    const { pass } = this.scene;
    const { lit } = this.#edges;
    const { hover } = this.#lens;
    if (lit) write(this.#tell, tellEdge(lit, this.scene));
    else if (hover) write(this.#tell, tellUnit(pass, hover));
    else write(this.#tell, tellStep(this.scene, this.#moment));
  }

  /**
   * Hovering or focusing a box shows its inside; nothing is sent.
   * @param {Place | null} place
   * @param {number | null} unit
   */
  #peek(place, unit) {
    if (this.#player.playing) return;
    const { l, t } = place ?? { l: 0, t: 0 };
    const wanted = place?.kind === "cell" ? { t, l, u: unit ?? this.#lens.unit } : null;
    if (JSON.stringify(wanted) === JSON.stringify(this.#lens.hover)) return;
    this.#lens.look(wanted);
    this.#drawing.spot(this.scene.geometry, unit === null ? null : wanted);
    this.#tellNow();
    this.#lens.draw();
  }

  /**
   * @param {Place} place
   * @param {number | null} unit
   */
  #press(place, unit) {
    if (place.kind !== "cell") {
      this.#path.choose(place.kind, place.t);
      return;
    }
    this.#player.stop();
    this.#lens.open(place.l, unit);
    this.#player.goTo(place.t);
    this.#player.pause();
    this.#sendUnit();
  }

  #sendUnit() {
    const { layer, unit } = this.#lens;
    this.#outbox.send({ kind: "unit", layer, step: this.#moment.t, unit });
  }
}

export default component("network", ".net", (root, send) => {
  const network = new Network(root, (said) => send("touched", said));
  return {
    seen: network.seen,
    update: (/** @type {Data} */ data) => network.update(data),
    stop: () => network.stop(),
  };
});

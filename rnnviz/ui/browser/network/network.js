// One unrolled network or two beside each other, and what they have in common: above all the time.

import { component } from "../shared/component.js";
import { still } from "../shared/motion.js";
import { part, write } from "../shared/nodes.js";
import { sayOf } from "../shared/say.js";
import { TimeBar } from "../shared/timebar.js";
import { Outbox } from "./outbox.js";
import { alike, decode } from "./pass.js";
import { PathTracer } from "./path.js";
import { Player } from "./player.js";
import { Sight } from "./sight.js";
import { Unrolled } from "./unrolled.js";

/** @import { Pass } from "./pass.js" */
/** @import { Data, Picture, Touch } from "./payload.js" */

class Network {
  #root;
  #say;
  #live;
  #outbox;
  #player;
  #sight;
  #tracer;
  #blank;
  /** @type {Unrolled[]} */
  #pictures = [];
  /** @type {Pass[]} */
  #passes = [];
  #ids = "";
  #touched = 0; // the picture that was touched last: where it scrolls, the other one follows
  #begun = false;

  /**
   * @param {HTMLElement} root
   * @param {(said: unknown) => void} say
   */
  constructor(root, say) {
    this.#root = root;
    this.#say = sayOf(root);
    this.#live = part(root, "live");
    this.#outbox = new Outbox(say);
    this.#sight = new Sight({
      looked: () => this.#each((picture) => picture.look()),
      opened: () => this.#each((picture) => picture.open()),
    });
    this.#tracer = new PathTracer(
      () => this.#each((picture) => picture.showPath()),
      (touched) => this.#send(0, touched),
    );
    this.#player = new Player((wishes) => new TimeBar(root, this.#say, wishes), {
      pictures: () => this.#pictures,
      token: (t) => this.#passes[0].tokens[t],
      moved: () => this.#follow(this.#player.moment.t),
      began: () => this.#sight.look(null),
      rested: () => this.#rested(),
      scrubbed: () => this.#speak(),
    });
    this.#blank = part(root, "picture");
    this.#blank.remove();
  }

  /** What the tests and the curious may look at: of two pictures, the first. */
  get seen() {
    const scene = () => this.#pictures[0].scene;
    const moment = () => this.#player.moment;
    return {
      D: () => scene().pass,
      G: () => scene().geometry,
      t: () => moment().t,
      p: () => moment().p,
      touched: () => moment().touched,
      playing: () => this.#player.playing,
      sent: () => this.#outbox.sent,
      unheard: () => this.#outbox.unheard,
      send: () => (/** @type {Touch} */ touched) => this.#send(0, touched),
      $: () => part.bind(null, this.#root),
    };
  }

  /** @param {Data} data */
  update({ pictures, names, path, fixed, plays, heard }) {
    this.#outbox.forget(heard);
    this.#show(pictures, fixed);
    for (const [n, picture] of this.#pictures.entries()) picture.caption.name(names[n]);
    const [pass] = this.#passes;
    const begin = path && this.#tracer.give(path, pass.T);
    this.#tracer.fit(pass);
    if (begin !== null) this.#follow(begin);
    this.#each((picture) => picture.refresh());
    this.#player.showStep();
    if (plays && !this.#begun && !still()) this.#player.play();
    this.#begun = true;
  }

  stop() {
    this.#player.stop();
    this.#each((picture) => picture.stop());
  }

  /**
   * Time goes on where only another picture comes or goes, or takes another pass of the same shape.
   * @param {Picture[]} pictures
   * @param {boolean} fixed
   */
  #show(pictures, fixed) {
    const before = this.#pictures.length;
    this.#make(pictures.length);
    const ids = pictures.map(({ id }) => id).join();
    if (ids !== this.#ids) {
      this.#passes = alike(pictures.map((picture) => decode(picture, this.#say)));
      this.#ids = ids;
    }
    const others = this.#pictures.map((picture, n) => picture.take(this.#passes[n], fixed));
    if (!others.slice(0, before || 1).includes(true)) return;
    const [{ T, L }] = this.#passes;
    this.#sight.reset();
    this.#player.reset({ steps: T, layers: L });
  }

  /** @param {number} count */
  #make(count) {
    for (const picture of this.#pictures.splice(count)) picture.stop();
    const place = part(this.#root, "pictures");
    while (place.children.length > count) place.lastElementChild?.remove();
    place.classList.toggle("beside", count > 1);
    while (this.#pictures.length < count) this.#add(place, this.#pictures.length);
  }

  /**
   * @param {HTMLElement} place
   * @param {number} n
   */
  #add(place, n) {
    const root = /** @type {HTMLElement} */ (this.#blank.cloneNode(true));
    place.append(root);
    const touch = () => {
      this.#touched = n;
    };
    for (const kind of ["pointerover", "touchstart", "focusin"]) {
      root.addEventListener(kind, touch, { passive: true });
    }
    const common = { player: this.#player, sight: this.#sight, tracer: this.#tracer };
    const picture = new Unrolled(root, common, {
      send: (touched) => this.#send(n, touched),
      scrolled: (left) => this.#scrolled(n, left),
    });
    this.#pictures.push(picture);
  }

  /** @param {(picture: Unrolled) => void} act */
  #each(act) {
    this.#pictures.forEach(act);
  }

  /**
   * @param {number} n of the picture
   * @param {Touch} touched
   */
  #send(n, touched) {
    this.#outbox.send([n, touched]);
  }

  get #leader() {
    return this.#pictures[this.#touched] ?? this.#pictures[0];
  }

  /** @param {number} t */
  #follow(t) {
    this.#leader.follow(t);
  }

  /**
   * @param {number} n
   * @param {number} left
   */
  #scrolled(n, left) {
    const scrolled = this.#pictures[n];
    if (scrolled !== this.#leader) return;
    for (const other of this.#pictures) if (other !== scrolled) other.scrollTo(left);
  }

  #rested() {
    this.#each((picture) => picture.caption.tell());
    this.#speak();
  }

  #speak() {
    write(this.#live, this.#pictures.map((picture) => picture.caption.sentence).join(" "));
  }
}

export default component("network", ".net", (root, send) => {
  const network = new Network(root, (touch) => send("touched", touch));
  return {
    seen: network.seen,
    update: (/** @type {Data} */ data) => network.update(data),
    stop: () => network.stop(),
  };
});

// The film of masks: its cards, and the time that passes.

import { coloursOf } from "../shared/colours.js";
import { component } from "../shared/component.js";
import { multiplies } from "../shared/decode.js";
import { Clock, ease, still } from "../shared/motion.js";
import { element, find, part, write } from "../shared/nodes.js";
import { sayOf } from "../shared/say.js";
import { TimeBar } from "../shared/timebar.js";
import { Twin } from "../shared/twin.js";
import { APART, Card } from "./card.js";
import { countsOf, countText, nameOf, reelOf, sentence } from "./reel.js";

/** @import { Table } from "../shared/twin.js" */
/** @import { Data, PackedFilm } from "./payload.js" */
/** @import { Counts, Reel } from "./reel.js" */

const STEP_MS = 900; // at speed 1
const GLIDE = 0.25; // the share of a step at whose end the frame glides to the next

class Film {
  #root;
  #speak;
  #cardsNode;
  #gate;
  #told;
  #live;
  #bar;
  #twin;
  #watch;
  #rests;
  #clock = new Clock(
    () => STEP_MS / this.#bar.speed,
    (share) => this.#advance(share),
  );
  /** @type {Reel | null} */
  #known = null;
  /** @type {Card[]} */
  #cards = [];
  /** @type {Counts[]} */
  #counts = [];
  #t = 0;
  #p = 0;
  #wide = 0;
  #room = 0;

  /**
   * @param {HTMLElement} root
   * @param {(t: number) => void} rests told of each step at which it comes to rest
   */
  constructor(root, rests) {
    this.#root = root;
    this.#speak = sayOf(root);
    this.#rests = rests;
    this.#cardsNode = part(root, "cards");
    this.#gate = find(root, "gate", HTMLSelectElement);
    this.#told = part(root, "tell");
    this.#live = part(root, "live");
    this.#bar = new TimeBar(root, this.#speak, {
      play: () => (this.#clock.running ? this.#rest() : this.#play()),
      step: (by) => this.#goTo(this.#t + by),
      scrub: (t) => this.#scrub(t),
      scrubbed: () => this.#rest(),
    });
    this.#twin = new Twin(root, () => this.#table());
    this.#gate.addEventListener("change", () => {
      this.#paint();
      this.#say();
    });
    this.#watch = new ResizeObserver(() => {
      if (this.#cardsNode.clientWidth !== this.#room) this.#layOut();
    });
    this.#watch.observe(this.#cardsNode);
  }

  get #reel() {
    if (this.#known === null) throw new TypeError("There is no film yet.");
    return this.#known;
  }

  /** What the tests and the curious may look at. */
  get seen() {
    return {
      t: () => this.#t,
      playing: () => this.#clock.running,
      wide: () => this.#wide,
      cards: () => this.#cards,
    };
  }

  /** @param {Data} data */
  update({ film, step }) {
    if (this.#known?.id === film.id)
      this.#layOut(); // the theme may be another
    else this.#take(film, step);
  }

  stop() {
    this.#clock.stop();
    this.#watch.disconnect();
  }

  /**
   * @param {PackedFilm} film
   * @param {number} step at which it begins, if it is the first
   */
  #take(film, step) {
    const first = this.#known === null;
    const reel = reelOf(film, this.#speak);
    this.#known = reel;
    this.#t = Math.min(first ? step : this.#t, reel.T - 1);
    this.#bar.setSteps(reel.T);
    this.#showChoices(reel);
    this.#cards = reel.strips.map((strip) => new Card(reel, strip, (text) => this.#tell(text)));
    const layers = [...new Set(reel.strips.map(({ layer }) => layer))];
    this.#cardsNode.replaceChildren(
      ...layers.map((layer) => {
        const cards = this.#cards.filter(({ strip }) => strip.layer === layer);
        return element("div", { className: "layer" }, ...cards.map(({ figure }) => figure));
      }),
    );
    this.#layOut();
  }

  /** @param {Reel} reel */
  #showChoices({ gate_labels, strips, say }) {
    const chosen = this.#gateShown;
    part(this.#root, "gates").hidden = !strips.some((strip) => strip.gates > 1);
    this.#gate.replaceChildren(
      ...gate_labels.map((gate, n) =>
        element("option", {
          value: n,
          textContent: say("gate_of", { gate }),
          selected: n === chosen,
        }),
      ),
    );
    part(this.#root, "kept").style.setProperty("--colors", bandsOf(strips));
    part(this.#root, "old").hidden = strips.every(multiplies);
    part(this.#root, "blur").hidden = strips.every(({ fill }) => fill !== "gaussian");
  }

  get #gateShown() {
    return Number(this.#gate.value || 0);
  }

  #layOut() {
    this.#room = this.#cardsNode.clientWidth;
    if (!this.#cards.length) return;
    const room = this.#cards[0].figure.clientWidth - APART;
    const { T, B } = this.#reel;
    this.#wide = Math.max(7, Math.min(18, Math.floor(room / (T + B))));
    this.#paint();
  }

  #paint() {
    const { mark } = coloursOf(this.#root);
    const look = { t: this.#t, gate: this.#gateShown, wide: this.#wide, mark };
    for (const card of this.#cards) card.paint(look);
    this.#showStep();
  }

  #showStep() {
    const reel = this.#reel;
    const gate = this.#gateShown;
    this.#bar.showStep(this.#t, reel.T);
    this.#counts = this.#cards.map(({ strip }) => countsOf(reel, strip, gate, this.#t));
    for (const [n, card] of this.#cards.entries()) card.showStep(this.#t, this.#counts[n]);
    this.#moveMoment();
    this.#tell(null);
    this.#twin.fill();
  }

  /** The frame stands on its step, then glides to the next. */
  #moveMoment() {
    const last = this.#t === this.#reel.T - 1;
    const gone = last ? 0 : ease((this.#p - (1 - GLIDE)) / GLIDE);
    for (const card of this.#cards) card.moveMoment(this.#t + gone);
  }

  get #sentence() {
    return sentence(this.#reel, this.#counts, this.#t);
  }

  /** @param {string | null} text or what step it is */
  #tell(text) {
    write(this.#told, text ?? this.#sentence);
  }

  #say() {
    const reel = this.#reel;
    const { say } = reel;
    const cards = this.#cards.map(
      ({ strip }, n) =>
        nameOf(reel, strip) + say("comma") + countText(reel, strip, this.#counts[n], this.#t),
    );
    write(this.#live, [this.#sentence, ...cards].join(" "));
  }

  /** @returns {Table} */
  #table() {
    const reel = this.#reel;
    const { say } = reel;
    const rows = this.#cards.map(({ strip }, n) => {
      const { all, struck, changed, first } = this.#counts[n];
      const units = strip.weights ? "" : first.join(" ") || say("none");
      const since = this.#t > 0 ? changed : "";
      return [
        nameOf(reel, strip),
        strip.lasts,
        say("some_of_all", { some: struck, all }),
        since,
        units,
      ];
    });
    return { caption: this.#sentence, rows, head: 0 };
  }

  #play() {
    if (this.#t === this.#reel.T - 1) {
      this.#t = 0;
      this.#showStep();
    }
    this.#p = 0;
    this.#clock.start();
    this.#bar.showPlaying(true);
  }

  /** @param {number} share of a step that has passed */
  #advance(share) {
    this.#p += share;
    if (this.#p < 1) {
      if (!still()) this.#moveMoment();
      return;
    }
    this.#p = 0;
    this.#t += 1;
    this.#showStep();
    if (this.#t === this.#reel.T - 1) this.#rest();
  }

  /** Still again: the page's address may say where. */
  #rest() {
    this.#clock.stop();
    this.#p = 0;
    this.#bar.showPlaying(false);
    this.#moveMoment();
    this.#say();
    this.#rests(this.#t);
  }

  /** @param {number} t */
  #scrub(t) {
    this.#clock.stop();
    this.#p = 0;
    this.#t = t;
    this.#bar.showPlaying(false);
    this.#showStep();
  }

  /** @param {number} t */
  #goTo(t) {
    const { T } = this.#reel;
    this.#t = (t + T) % T;
    this.#showStep();
    this.#rest();
  }
}

/**
 * The colors of what is kept, one beside the other, each once.
 * @param {readonly { colour: string }[]} strips
 */
function bandsOf(strips) {
  const colours = [...new Set(strips.map(({ colour }) => colour))];
  const part = 100 / colours.length;
  const bands = colours.map((colour, n) => {
    const pale = `color-mix(in srgb, ${colour} 65%, var(--paper))`;
    return `${pale} ${part * n}% ${part * (n + 1)}%`;
  });
  return bands.join(", ");
}

export default component("film", ".film", (root, send) => {
  const film = new Film(root, (step) => send("rested", { step }));
  return {
    seen: film.seen,
    update: (/** @type {Data} */ data) => film.update(data),
    stop: () => film.stop(),
  };
});

// The picture as a file: a still, or a film of it as it plays.

import { element, part, penOf } from "../shared/nodes.js";
import { fileName, save, savePicture } from "../shared/save.js";
import { paint, standing, svgOf } from "./sheet.js";
import { shotOf } from "./shot.js";

/** @import { Player } from "./player.js" */
/** @import { Scene } from "./scene.js" */

const KINDS = ["video/webm;codecs=vp9", "video/webm", "video/mp4"];
const MOST_WIDE = 1920; // pixels of a film
const RATE = 30; // frames a second
const END_MS = 1200; // that a film rests at its end

export class Files {
  #root;
  #scene;
  #player;
  #film;

  /**
   * @param {HTMLElement} root
   * @param {() => Scene} scene
   * @param {Player} player
   */
  constructor(root, scene, player) {
    this.#root = root;
    this.#scene = scene;
    this.#player = player;
    for (const kind of ["svg", "png"]) {
      part(root, kind).addEventListener("click", () =>
        savePicture(svgOf(shotOf(root)), kind, ...this.#of),
      );
    }
    this.#film = /** @type {HTMLButtonElement} */ (part(root, "film"));
    this.#film.hidden = !kindOfFilm();
    this.#film.addEventListener("click", () => this.#record());
  }

  /** What the picture is of. */
  get #of() {
    const { cell, edges } = this.#scene().pass;
    const noisy = edges.filter(({ noises }) => noises.length).map(({ key }) => key);
    return ["network", cell, ...noisy];
  }

  async #record() {
    const mimeType = kindOfFilm();
    if (!mimeType || this.#film.disabled) return;
    this.#film.disabled = true;
    try {
      const blob = await this.#filmed(mimeType);
      save(blob, fileName(mimeType.includes("mp4") ? "mp4" : "webm", ...this.#of));
    } finally {
      this.#film.disabled = false;
    }
  }

  /**
   * Plays it from its begin, and paints each moment.
   * @param {string} mimeType
   * @returns {Promise<Blob>}
   */
  async #filmed(mimeType) {
    const shot = shotOf(this.#root);
    const drawings = await standing(shot);
    const scale = Math.min(2, MOST_WIDE / shot.width);
    const canvas = element("canvas", {
      width: 2 * Math.round((shot.width * scale) / 2),
      height: 2 * Math.round((shot.height * scale) / 2),
    });
    const pen = penOf(canvas);
    pen.scale(canvas.width / shot.width, canvas.height / shot.height);
    const recorder = new MediaRecorder(canvas.captureStream(RATE), { mimeType });
    /** @type {Blob[]} */
    const parts = [];
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    this.#player.stop();
    this.#player.goTo(0, 0);
    this.#player.play();
    recorder.start();
    await this.#untilRest(() => paint(pen, shotOf(this.#root), drawings));
    const ended = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
    recorder.stop();
    await ended;
    return new Blob(parts, { type: mimeType });
  }

  /**
   * Paints as long as it plays, and a little longer.
   * @param {() => void} paintNow
   * @returns {Promise<void>}
   */
  #untilRest(paintNow) {
    return new Promise((done) => {
      let rested = 0;
      const beat = (/** @type {number} */ now) => {
        paintNow();
        if (this.#player.playing) rested = now;
        if (now - rested < END_MS) requestAnimationFrame(beat);
        else done();
      };
      requestAnimationFrame((now) => {
        rested = now;
        beat(now);
      });
    });
  }
}

/** What this browser can record, if anything. */
function kindOfFilm() {
  if (typeof MediaRecorder === "undefined") return "";
  return KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? "";
}

// The theme's colours, mixed for what is painted on a canvas.

import { penOf } from "./nodes.js";

/** @typedef {[number, number, number]} Rgb */
/** @typedef {ReturnType<typeof coloursOf>} Colours */

const SHADES = 24;

/** @type {{ light: [Rgb, Rgb], dark: [Rgb, Rgb] }} of values below and above zero */
const SIGNS = {
  light: [
    [22, 98, 186],
    [196, 82, 8],
  ],
  dark: [
    [104, 178, 255],
    [255, 158, 84],
  ],
};

/**
 * A function that reads a colour of the theme.
 * @param {HTMLElement} root
 * @returns {(name: string) => Rgb}
 */
function reader(root) {
  const style = getComputedStyle(root);
  const pen = penOf(document.createElement("canvas"), { willReadFrequently: true });
  return (name) => {
    pen.fillStyle = style.getPropertyValue(name).trim() || "#888";
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
}

/**
 * @param {Rgb} a
 * @param {Rgb} b
 * @param {number} share of `b`
 */
const mix = (a, b, share) =>
  `rgb(${a.map((value, n) => Math.round(value + (b[n] - value) * share)).join()})`;

/**
 * Also hands the ramp to the style of `root`, for the key below the picture.
 * @param {HTMLElement} root
 */
export function coloursOf(root) {
  const read = reader(root);
  const text = read("--st-text-color");
  const back = read("--st-background-color");
  const primary = read("--st-primary-color");
  const theme = back[0] + back[1] + back[2] < 380 ? "dark" : "light";
  root.dataset.theme = theme; // for the style of prints
  const [minus, plus] = SIGNS[theme];
  const zero = /** @type {Rgb} */ (back.map((value, n) => value + (text[n] - value) * 0.08));
  const ramp = Array.from({ length: 2 * SHADES + 1 }, (_, n) =>
    mix(zero, n < SHADES ? minus : plus, Math.abs(n - SHADES) / SHADES),
  );
  const ends = [ramp[0], ramp[SHADES], ramp[2 * SHADES]].join();
  root.style.setProperty("--ramp", `linear-gradient(to right, ${ends})`);
  return {
    ramp,
    mark: mix(back, text, 0.62),
    faint: mix(back, text, 0.16),
    text: mix(back, text, 1),
    back: mix(back, back, 0),
    pulse: mix(primary, primary, 0),
  };
}

/**
 * How much of its reach a value has. Small ones are shown too: magnitudes go by the power 0.6.
 * @param {number} value
 * @param {number} most
 */
export const reachOf = (value, most) => (most ? Math.min(1, Math.abs(value) / most) ** 0.6 : 0);

/**
 * @param {string[]} ramp
 * @param {number} value
 * @param {number} most
 */
export function shade(ramp, value, most) {
  const share = reachOf(value, most);
  return ramp[SHADES + Math.round((value < 0 ? -share : share) * SHADES)];
}

// The grid's rows from the top, and its cells at their places.

import { element } from "../shared/nodes.js";
import { WIDER, WORD } from "./geometry.js";

/** @import { Geometry } from "./geometry.js" */
/** @import { Pass } from "./pass.js" */

/**
 * A row of the grid; `l` is a layer, of rows of cells alone.
 * @typedef {{
 *   kind: "guess" | "cell" | "word", name: string, top: number, height: number, l: number,
 * }} Row
 */

/**
 * @param {Pass} pass
 * @param {Geometry} geometry
 * @returns {Row[]}
 */
export function gridRows({ L, say }, { boxTop, box, wordTop }) {
  const layers = Array.from({ length: L }, (_, n) => L - 1 - n);
  return [
    { kind: "guess", name: say("predictions"), top: 0, height: WORD, l: -1 },
    ...layers.map((l) => ({
      kind: /** @type {const} */ ("cell"),
      name: say("layer", { layer: l + 1 }),
      top: boxTop(l),
      height: box.height,
      l,
    })),
    { kind: "word", name: say("words_read"), top: wordTop, height: WORD, l: -1 },
  ];
}

/**
 * @param {Pass} pass
 * @param {Geometry} geometry
 * @param {Row} row
 * @param {number} t
 */
export function cellOf(pass, { boxLeft, box }, { kind, l, top, height }, t) {
  const cell = element("div", { className: kind, role: "gridcell", tabIndex: -1 });
  const wider = kind === "cell" ? 0 : WIDER; // words need room
  Object.assign(cell.style, {
    left: `${boxLeft(t) - wider}px`,
    top: `${top}px`,
    width: `${box.width + 2 * wider}px`,
    height: `${height}px`,
  });
  if (kind === "cell") cell.ariaLabel = pass.say("cell", { layer: l + 1, step: t + 1 });
  else {
    const word = kind === "word" ? pass.tokens[t] : pass.guesses[t][0];
    cell.append(element("span", { textContent: word }));
    if (kind === "word") cell.append(element("small", { textContent: t + 1 }));
  }
  return cell;
}

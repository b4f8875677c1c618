// Noise inside the cells and on their weights, as letters beside the boxes.

import { svg } from "../shared/nodes.js";
import { badgePlaces } from "./geometry.js";

/** @import { Geometry } from "./geometry.js" */
/** @import { Pass } from "./pass.js" */

/** @typedef {{ edge: "weights" | "rows" | "candidate", letter: string, outline: () => SVGElement[] }} Badge */

/** @type {(rx: number) => SVGElement} */
const square = (rx) => svg("rect", { x: -7, y: -7, width: 14, height: 14, rx });

/** @type {Badge[]} */
export const BADGES = [
  { edge: "weights", letter: "W", outline: () => [square(3)] },
  {
    edge: "rows",
    letter: "W",
    outline: () => [square(0), svg("path", { class: "rule", d: "M-7 -2.5h14M-7 2.5h14" })],
  },
  { edge: "candidate", letter: "g", outline: () => [svg("circle", { r: 8 })] },
];

/**
 * @param {Pass} pass
 * @param {Geometry} geometry
 * @param {Badge} badge
 */
export function badgeGroup(pass, geometry, { edge, letter, outline }) {
  const badges = badgePlaces(pass, geometry, edge).map(([x, y]) => {
    const text = svg("text", { y: 3.5 });
    text.textContent = letter;
    return svg("g", { transform: `translate(${x} ${y})` }, ...outline(), text);
  });
  return svg("g", { class: "badges", "data-edge": edge }, ...badges);
}

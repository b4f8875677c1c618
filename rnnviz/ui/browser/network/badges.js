// Noise inside the cells and on their weights, as letters beside the boxes.

import { svg } from "../shared/nodes.js";
import { badgePlaces } from "./geometry.js";

/** @import { Geometry } from "./geometry.js" */
/** @import { Pass } from "./pass.js" */

/** @import { Edge } from "./payload.js" */

/** @type {(rx: number) => SVGElement} */
const square = (rx) => svg("rect", { x: -7, y: -7, width: 14, height: 14, rx });

/** @type {Record<string, () => SVGElement[]>} */
const OUTLINES = {
  weights: () => [square(3)],
  rows: () => [square(0), svg("path", { class: "rule", d: "M-7 -2.5h14M-7 2.5h14" })],
};
const circle = () => [svg("circle", { r: 8 })];

/**
 * @param {Pass} pass
 * @param {Geometry} geometry
 * @param {Edge} edge with a letter
 */
export function badgeGroup(pass, geometry, { key, letter }) {
  const outline = OUTLINES[key] ?? circle;
  const badges = badgePlaces(pass, geometry, key).map(([x, y]) => {
    const text = svg("text", { y: 3.5 });
    text.textContent = letter;
    return svg("g", { transform: `translate(${x} ${y})` }, ...outline(), text);
  });
  return svg("g", { class: "badges", "data-edge": key }, ...badges);
}

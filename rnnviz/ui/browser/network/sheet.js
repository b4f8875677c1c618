// The pieces of a picture put together: as an SVG, and on a canvas, again and again while it plays.

import { SVG, svg } from "../shared/nodes.js";
import { imageOf, textOf } from "../shared/save.js";

/** @import { Drawn } from "../shared/save.js" */
/** @import { Box, Patch, Shot, Word } from "./shot.js" */

/** @param {Patch} patch */
const patchNode = ({ x, y, width, height, fill, radius }) =>
  svg("rect", { x, y, width, height, fill, rx: radius });

/** @param {Word} word */
function wordNode({ x, y, text, fill, font, middle }) {
  const place = { x, y, fill, "dominant-baseline": "central" };
  const node = svg("text", { ...place, "text-anchor": middle ? "middle" : "start" });
  node.style.font = font;
  node.textContent = text;
  return node;
}

/** @param {Box & { canvas: HTMLCanvasElement }} box */
const canvasNode = ({ x, y, width, height, canvas }) =>
  svg("image", { x, y, width, height, href: canvas.toDataURL("image/png") });

/**
 * @param {Pick<Shot, "width" | "height">} shot
 * @param {...Node} children
 */
function sheet({ width, height }, ...children) {
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  return textOf(svg("svg", { xmlns: SVG, ...size }, ...children));
}

/**
 * @param {Shot} shot
 * @returns {Drawn}
 */
export function svgOf(shot) {
  const { width, height, ground } = shot;
  const text = sheet(
    shot,
    svg("rect", { width, height, fill: ground }),
    ...shot.patches.map(patchNode),
    shot.under,
    ...shot.canvases.map(canvasNode),
    shot.over,
    ...shot.words.map(wordNode),
  );
  return { text, width, height };
}

/**
 * What stands while it plays, drawn once.
 * @param {Shot} shot
 */
export async function standing(shot) {
  const [under, over] = [shot.under, shot.over].map((drawing) => imageOf(sheet(shot, drawing)));
  return { under: await under, over: await over };
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Shot} shot
 * @param {{ under: HTMLImageElement, over: HTMLImageElement }} drawings
 */
export function paint(pen, shot, { under, over }) {
  const { width, height, ground } = shot;
  pen.fillStyle = ground;
  pen.fillRect(0, 0, width, height);
  for (const patch of shot.patches) {
    pen.fillStyle = patch.fill;
    pen.beginPath();
    pen.roundRect(patch.x, patch.y, patch.width, patch.height, patch.radius);
    pen.fill();
  }
  pen.drawImage(under, 0, 0, width, height);
  for (const { canvas, x, y, width: wide, height: high } of shot.canvases) {
    pen.drawImage(canvas, x, y, wide, high);
  }
  pen.drawImage(over, 0, 0, width, height);
  pen.textBaseline = "middle";
  for (const { x, y, text, fill, font, middle } of shot.words) {
    Object.assign(pen, { fillStyle: fill, font, textAlign: middle ? "center" : "left" });
    pen.fillText(text, x, y);
  }
}

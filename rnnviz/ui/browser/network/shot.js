// A network picture as it is seen, piece by piece, for files that stand alone.

import { find, part, svg } from "../shared/nodes.js";

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {Box & { fill: string, radius: number }} Patch */
/** @typedef {{ x: number, y: number, text: string, fill: string, font: string, middle: boolean }} Word */
/**
 * @typedef {{
 *   width: number, height: number, ground: string, under: SVGElement, over: SVGElement,
 *   canvases: (Box & { canvas: HTMLCanvasElement })[], patches: Patch[], words: Word[],
 * }} Shot
 */

const LOOK = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"],
  ...[
    "stroke-linecap",
    "stroke-linejoin",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
  ],
];
const MARGIN = 10; // around it, in pixels
const CLEAR = "rgba(0, 0, 0, 0)";

/**
 * A colour as every program reads it, which mixed ones are not.
 * @param {string} value
 */
export function plain(value) {
  return value.replace(/color\(srgb ([^)]*)\)/, (_, parts) => {
    const [red, green, blue, alpha = 1] = parts.replace("/", " ").trim().split(/\s+/).map(Number);
    const bytes = [red, green, blue].map((share) => Math.round(255 * share));
    return `rgba(${[...bytes, +alpha.toFixed(3)].join(", ")})`;
  });
}

/**
 * A node of the drawing with all of its style, or nothing where it isn't seen.
 * @param {Element} node
 * @returns {Element[]}
 */
function withLook(node) {
  const style = getComputedStyle(node);
  if (style.display === "none" || style.opacity === "0" || node.classList.contains("touch"))
    return [];
  const twin = /** @type {Element} */ (node.cloneNode(false));
  for (const name of ["class", "style", "data-id", "data-edge"]) twin.removeAttribute(name);
  if (style.opacity !== "1") twin.setAttribute("opacity", style.opacity);
  if (node.children.length > 0) twin.append(...[...node.children].flatMap(withLook));
  else {
    for (const name of LOOK) twin.setAttribute(name, plain(style.getPropertyValue(name)));
    twin.textContent = node.textContent;
  }
  return [twin];
}

/**
 * @param {SVGElement} drawing
 * @param {number} left
 */
const groupOf = (drawing, left) =>
  svg(
    "g",
    { transform: `translate(${left} ${MARGIN})` },
    ...[...drawing.children].flatMap(withLook),
  );

/** @param {HTMLElement} node */
function fontOf(node) {
  const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(node);
  return `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
}

/**
 * Takes stock of a picture; what is beside the frame's edge as well.
 * @param {HTMLElement} root
 * @returns {Shot}
 */
export function shotOf(root) {
  const stage = part(root, "stage");
  const gutter = part(root, "gutter");
  const left = MARGIN + gutter.offsetWidth;
  const scale = stage.getBoundingClientRect().width / stage.offsetWidth || 1;
  const boxOf = (/** @type {HTMLElement} */ node, from = stage) => {
    const [at, zero] = [node.getBoundingClientRect(), from.getBoundingClientRect()];
    const x = (at.left - zero.left) / scale + (from === stage ? left : MARGIN);
    const y = (at.top - zero.top) / scale + MARGIN;
    return { x, y, width: at.width / scale, height: at.height / scale };
  };
  const cells = /** @type {HTMLElement[]} */ ([...stage.querySelectorAll(".word, .guess")]);
  const canvases = [...stage.querySelectorAll(".columns canvas")];
  const labels = /** @type {HTMLElement[]} */ ([...gutter.children]);
  const ground = plain(getComputedStyle(root).getPropertyValue("--paper").trim() || "#fff");
  return {
    width: Math.ceil(left + stage.offsetWidth + MARGIN),
    height: Math.ceil(stage.offsetHeight + 2 * MARGIN),
    ground,
    under: groupOf(find(root, "drawing", SVGSVGElement), left),
    over: groupOf(find(root, "over", SVGSVGElement), left),
    canvases: canvases.map((node) => {
      const canvas = /** @type {HTMLCanvasElement} */ (node);
      return { ...boxOf(canvas), canvas };
    }),
    patches: [part(root, "now"), ...cells].flatMap((node) => patchOf(node, boxOf(node))),
    words: [
      ...labels.map((node) => wordOf(node, boxOf(node, gutter), false)),
      ...cells.flatMap((cell) => wordsIn(cell, boxOf)),
    ],
  };
}

/**
 * @param {HTMLElement} node
 * @param {Box} box
 * @returns {Patch[]}
 */
function patchOf(node, box) {
  const { backgroundColor, borderTopLeftRadius } = getComputedStyle(node);
  if (node.hidden || backgroundColor === CLEAR) return [];
  return [{ ...box, fill: plain(backgroundColor), radius: Number.parseFloat(borderTopLeftRadius) }];
}

/**
 * @param {HTMLElement} node
 * @param {Box} box
 * @param {boolean} middle
 * @param {string} text
 * @returns {Word}
 */
function wordOf(node, { x, y, width, height }, middle, text = node.textContent ?? "") {
  const fill = plain(getComputedStyle(node).color);
  const at = node.className === "part" ? x + 10 : x;
  return {
    x: middle ? x + width / 2 : at,
    y: y + height / 2,
    text,
    fill,
    font: fontOf(node),
    middle,
  };
}

/**
 * What a cell says: its word, dots for one that comes later, small print below.
 * @param {HTMLElement} cell
 * @param {(node: HTMLElement) => Box} boxOf
 */
function wordsIn(cell, boxOf) {
  return [...cell.children].flatMap((child) => {
    const node = /** @type {HTMLElement} */ (child);
    if (!node.textContent) return [];
    if (getComputedStyle(node).visibility === "hidden")
      return [wordOf(cell, boxOf(cell), true, "…")];
    const lost = cell.classList.contains("struck") && node.tagName === "SPAN";
    const text =
      node.scrollWidth > node.clientWidth + 1 && node.clientWidth ? cut(node) : node.textContent;
    return [wordOf(node, boxOf(node), true, lost ? `✕ ${text}` : text)];
  });
}

/**
 * As many of its letters as fit.
 * @param {HTMLElement} node
 */
function cut(node) {
  const text = node.textContent ?? "";
  const share = node.clientWidth / node.scrollWidth;
  return `${text.slice(0, Math.max(1, Math.floor(text.length * share) - 1))}…`;
}

// The standing parts in SVG: edges, boxes and badges below the cells, numbers and marks above them.

import { find, svg } from "../shared/nodes.js";
import { badgeGroup } from "./badges.js";
import { edgeLines, PAD, WIDER, WORD } from "./geometry.js";

/** @import { Geometry, Line } from "./geometry.js" */
/** @import { Edge } from "./payload.js" */
/** @import { Pass } from "./pass.js" */

const DASHES = { dash: "7 5", dot: "0.1 6", dashdot: "10 5 0.1 5" };

/**
 * How a class of edges is stroked.
 * @param {Edge} edge
 */
export const strokeOf = ({ noises, colour, dash }) =>
  noises.length > 0
    ? { "--edge": colour, "--dash": DASHES[dash] }
    : { "--edge": "", "--dash": "none" };

/**
 * @param {HTMLElement | SVGElement} node
 * @param {Record<string, string>} properties
 */
export function setStyle(node, properties) {
  for (const [name, value] of Object.entries(properties)) node.style.setProperty(name, value);
}

export class Drawing {
  #under;
  #over;
  #route = svg("path");
  #meetings = svg("g");
  #spot = svg("g");

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#under = find(root, "drawing", SVGSVGElement);
    this.#over = find(root, "over", SVGSVGElement);
  }

  /**
   * @param {Pass} pass
   * @param {Geometry} geometry
   */
  draw(pass, geometry) {
    this.#route = svg("path", { class: "route", "data-id": "route" });
    this.#under.replaceChildren(
      ...pass.edges.map(({ key }) => bands(pass, geometry, key)),
      boxes(pass, geometry),
      wordFrames(pass, geometry),
      this.#route,
      ...Object.entries(edgeLines(pass, geometry)).map(([edge, lines]) => edgeGroup(edge, lines)),
      ...inside(pass, geometry),
    );
    this.#meetings = svg("g", { class: "meetings" });
    this.#spot = spotOf(geometry);
    this.#over.replaceChildren(this.#meetings, this.#spot);
    for (const drawing of [this.#under, this.#over]) {
      drawing.setAttribute("width", String(geometry.width));
      drawing.setAttribute("height", String(geometry.height));
    }
  }

  /**
   * Shows which edges are noisy; the nodes stay, so that focus stays too.
   * @param {Edge[]} edges
   */
  style(edges) {
    const noisy = edges.filter(({ noises }) => noises.length > 0);
    /** @type {NodeListOf<SVGElement>} */
    const groups = this.#under.querySelectorAll("[data-edge]");
    for (const group of groups) {
      const place = group.dataset.edge ?? "";
      const edge =
        noisy.find(({ key }) => key === place) ??
        noisy.find((noise) => noise.places.includes(place));
      group.classList.toggle("noisy", Boolean(edge));
      group.classList.toggle("lasting", Boolean(edge?.lasting));
      setStyle(group, edge ? strokeOf(edge) : { "--edge": "", "--dash": "none" });
    }
  }

  /**
   * Shows a path's line and, numbered, its meetings with noise.
   * @param {string} d
   * @param {{ x: number, y: number, edge: string }[]} met
   */
  showPath(d, met) {
    this.#route.setAttribute("d", d);
    this.#meetings.replaceChildren(
      ...met.map(({ x, y, edge }, n) => {
        const text = svg("text", { y: 3.5 });
        text.textContent = String(n + 1);
        const place = { transform: `translate(${x} ${y})`, "data-edge": edge };
        return svg("g", place, svg("circle", { r: 9 }), text);
      }),
    );
  }

  /**
   * Marks the same unit in each vector of its box, or none.
   * @param {Geometry} geometry
   * @param {{ t: number, l: number, u: number } | null} at
   */
  spot({ block, rows, boxLeft, rowTop }, at) {
    this.#spot.style.display = at ? "" : "none";
    if (!at) return;
    const x = boxLeft(at.t) + PAD + (at.u % block.across) * block.cell;
    const down = Math.floor(at.u / block.across) * block.cell;
    for (const [n, rect] of [...this.#spot.children].entries()) {
      rect.setAttribute("transform", `translate(${x} ${rowTop(at.l, rows[n]) + down})`);
    }
  }
}

/** @type {(head: Line["head"]) => string} */
const headOf = ([x, y, way]) => (way === "up" ? `M${x} ${y}l-5 8h10z` : `M${x} ${y}l-8 -5v10z`);

/**
 * @param {string} edge
 * @param {Line[]} lines
 */
function edgeGroup(edge, lines) {
  const d = lines.map((line) => line.d).join("");
  const heads = lines.map((line) => headOf(line.head)).join("");
  return svg(
    "g",
    { class: "edge", "data-edge": edge },
    svg("path", { class: "halo", d }),
    svg("path", { class: "line", d }),
    svg("path", { class: "head", d: heads }),
    svg("path", { class: "touch", d }),
  );
}

/**
 * Noise inside the cells and on their weights.
 * @param {Pass} pass
 * @param {Geometry} geometry
 */
function inside(pass, geometry) {
  const has = new Set(pass.edges.map((edge) => edge.key));
  return [
    ...(has.has("hidden") ? [frames(pass, geometry, "hidden", "h")] : []),
    ...pass.edges.filter(({ letter }) => letter).map((edge) => badgeGroup(pass, geometry, edge)),
  ];
}

/**
 * A rectangle for each box.
 * @param {Pass} pass
 * @param {(t: number, l: number) => SVGElement} rect
 */
const everyBox = (pass, rect) =>
  Array.from({ length: pass.T }, (_, t) =>
    Array.from({ length: pass.L }, (_, l) => rect(t, l)),
  ).flat();

/**
 * @param {Pass} pass
 * @param {Geometry} geometry
 */
const boxes = (pass, { boxLeft, boxTop, box }) =>
  svg(
    "g",
    { class: "boxes" },
    ...everyBox(pass, (t, l) => svg("rect", { x: boxLeft(t), y: boxTop(l), ...box, rx: 7 })),
  );

/**
 * @param {Pass} pass
 * @param {Geometry} geometry
 */
function wordFrames(pass, { boxLeft, wordTop, box }) {
  const size = { y: wordTop, width: box.width + 2 * WIDER, height: WORD, rx: 15 };
  const rects = pass.tokens.map((_, t) => svg("rect", { x: boxLeft(t) - WIDER, ...size }));
  return svg("g", { class: "words", "data-edge": "word" }, ...rects);
}

/**
 * @param {Pass} pass
 * @param {Geometry} geometry
 * @param {string} edge
 * @param {string} key of the vector
 */
function frames(pass, { boxLeft, rowTop, block }, edge, key) {
  const size = { width: block.width + 5, height: block.height + 4, rx: 3 };
  const rects = everyBox(pass, (t, l) =>
    svg("rect", { x: boxLeft(t) + PAD - 3, y: rowTop(l, key) - 2.5, ...size }),
  );
  return svg("g", { class: "frames", "data-edge": edge }, ...rects);
}

/**
 * Where one mask lasts, a band ties its copies together.
 * @param {Pass} pass
 * @param {Geometry} geometry
 * @param {string} edge
 */
function bands(pass, { plateTop, rowTop, boxLeft, block }, edge) {
  const layers = Array.from({ length: pass.L }, (_, l) => l);
  /** @type {Record<string, number[]>} */
  const tops = {
    input: [plateTop(0)],
    output: [plateTop(pass.L)],
    between: layers.slice(1).map((l) => plateTop(l)),
    recurrent: layers.map((l) => rowTop(l, "rec")),
    hidden: layers.map((l) => rowTop(l, "h")),
    cell: pass.cell === "lstm" ? layers.map((l) => rowTop(l, "c")) : [],
  };
  const width = boxLeft(pass.T - 1) - boxLeft(0) + block.width + 7;
  const size = { x: boxLeft(0) + PAD - 4, rx: 5, height: block.height + 7, width };
  const rects = (tops[edge] ?? []).map((top) => svg("rect", { y: top - 4, ...size }));
  return svg("g", { class: "bands", "data-edge": edge }, ...rects);
}

/** @param {Geometry} geometry */
function spotOf({ block, rows }) {
  const size = { x: -1, y: -1, width: block.cell + 1, height: block.cell + 1 };
  const rects = rows.map(() => svg("rect", size));
  return svg("g", { class: "spot", style: "display: none" }, ...rects);
}

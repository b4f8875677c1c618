// Where everything stands, in CSS pixels of the stage; x grows with time, y downwards.

/** @import { Pass } from "./pass.js" */
/** @import { Route } from "./payload.js" */
/** @typedef {Pick<Pass, "T" | "L" | "H" | "cell">} Size */
/** @typedef {ReturnType<typeof geometryOf>} Geometry */
/** @typedef {[x: number, y: number]} Point */
/** @typedef {{ d: string, head: [...Point, "up" | "right"] }} Line */

const GAP = 38;
const AIR = 20;
export const PAD = 8;
export const SPACE = 5;
export const WORD = 30;
export const WIDER = 12;
const TAIL = WIDER + 2; // the last word reaches over its box

/** @param {number} units */
function gridOf(units) {
  if (units <= 16) return { across: Math.max(Math.min(units, 8), 4), size: 12 };
  return units <= 36 ? { across: 8, size: 8 } : { across: 16, size: 6 };
}

/**
 * @param {Size} D
 * @param {number} room in pixels, from left to right
 */
export function geometryOf(D, room) {
  const inner = room - TAIL;
  const { across, size } = gridOf(D.H);
  const natural = across * size + 2 * PAD + GAP;
  const larger = Math.max(1, Math.min(1.5, inner / (natural * D.T)));
  const cell = Math.floor(size * larger);
  const block = { across, cell, width: across * cell, height: Math.ceil(D.H / across) * cell };
  const rows = D.cell === "lstm" ? ["c", "h", "rec"] : ["h", "rec"];
  const box = {
    width: block.width + 2 * PAD,
    height: 2 * PAD + rows.length * (block.height + SPACE) - SPACE,
  };
  const rise = block.height + 2 * AIR; // between layers
  const pitch = Math.max(box.width + GAP, Math.min(inner / D.T, 1.6 * box.width + GAP));
  const gap = pitch - box.width;
  const top = WORD + 6;
  const boxTop = (/** @type {number} */ l) => top + rise + (D.L - 1 - l) * (box.height + rise);
  const wordTop = boxTop(0) + box.height + rise;
  const boxLeft = (/** @type {number} */ t) => t * pitch + gap;
  const rowTop = (/** @type {number} */ l, /** @type {string} */ key) =>
    boxTop(l) + PAD + rows.indexOf(key) * (block.height + SPACE);
  return {
    block,
    box,
    rows,
    rise,
    pitch,
    gap,
    boxTop,
    boxLeft,
    wordTop,
    width: D.T * pitch + TAIL,
    height: wordTop + WORD + 24,
    guessBottom: top,
    middle: (/** @type {number} */ t) => boxLeft(t) + box.width / 2,
    rowTop,
    rowMiddle: (/** @type {number} */ l, /** @type {string} */ key) =>
      rowTop(l, key) + block.height / 2,
    // A copy that passes noise on its way up stands in the middle of the way into layer l.
    plateTop: (/** @type {number} */ l) =>
      (l === D.L ? top : boxTop(l) + box.height) + (rise - block.height) / 2,
  };
}

/**
 * The lines of each class of edges, as SVG path text with the point and direction of each head.
 * @param {Size} D
 * @param {Geometry} G
 * @returns {Record<string, Line[]>}
 */
export function edgeLines(D, G) {
  /** @type {(t: number, from: number, to: number) => Line} */
  const up = (t, from, to) => ({
    d: `M${G.middle(t)} ${from}V${to + 7}`,
    head: [G.middle(t), to, "up"],
  });
  /** @type {(t: number, l: number, from: string, to: string) => Line} */
  const along = (t, l, from, to) => {
    const x0 = G.boxLeft(t - 1) + G.box.width,
      x1 = G.boxLeft(t),
      bend = (x1 - x0) * 0.5;
    const y0 = G.rowMiddle(l, from),
      y1 = G.rowMiddle(l, to);
    return {
      d: `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1 - 7} ${y1}`,
      head: [x1, y1, "right"],
    };
  };
  /** @type {(first: number, make: (t: number) => Line[]) => Line[]} */
  const every = (first, make) =>
    Array.from({ length: D.T - first }, (_, i) => make(i + first)).flat();
  const layers = Array.from({ length: D.L }, (_, l) => l);
  /** @type {(from: string, to: string) => Line[]} */
  const lanes = (from, to) => every(1, (t) => layers.map((l) => along(t, l, from, to)));
  return {
    input: every(0, (t) => [up(t, G.wordTop, G.boxTop(0) + G.box.height)]),
    between: every(0, (t) =>
      layers.slice(1).map((l) => up(t, G.boxTop(l - 1), G.boxTop(l) + G.box.height)),
    ),
    output: every(0, (t) => [up(t, G.boxTop(D.L - 1), G.guessBottom)]),
    recurrent: lanes("h", "rec"),
    ...(D.cell === "lstm" ? { cell: lanes("c", "c") } : {}),
    ...(D.cell === "gru" ? { carry: lanes("h", "h") } : {}),
  };
}

/**
 * A point on the way of h into step t; the share of the gap that is still to go.
 * @type {(G: Geometry, t: number, l: number, share: number) => Point}
 */
const lanePoint = (G, t, l, share) => [
  G.boxLeft(t) - G.gap * share,
  G.rowMiddle(l, "h") + (G.rowMiddle(l, "rec") - G.rowMiddle(l, "h")) * (1 - share),
];
const LANES = { weights: 0.66, rows: 0.34 };

/**
 * A number must not cover the letter it counts.
 * @type {(point: Point, down: number) => Point}
 */
const beside = ([x, y], down) => [x, y + down];

/**
 * Where noise inside a cell or on its weights shows itself as a letter.
 * @param {Size} D
 * @param {Geometry} G
 * @param {string} edge
 */
export function badgePlaces(D, G, edge) {
  /** @typedef {(t: number, l: number) => Point} Place */
  /** @type {(share: number) => Place} */
  const lane = (share) => (t, l) => lanePoint(G, t, l, share);
  /** @type {Place} */
  const corner = (t, l) => [G.boxLeft(t) + 2, G.boxTop(l) + G.box.height - 2];
  /** @type {Record<string, [Place, number]>} */
  const all = {
    weights: [lane(LANES.weights), 1],
    rows: [lane(LANES.rows), 1],
    candidate: [corner, 0],
  };
  const [place, first] = all[edge];
  const points = [];
  for (let t = first; t < D.T; t++) for (let l = 0; l < D.L; l++) points.push(place(t, l));
  return points;
}

/**
 * The way of a value from word s to the prediction after step t, as SVG path text.
 * @param {Size} D
 * @param {Geometry} G
 * @param {number} s
 * @param {number} t
 * @param {string} along the route's key
 */
export function routeLine(D, G, s, t, along) {
  const row = along === "c" && D.cell === "lstm" ? "c" : "h";
  const straight = along === "c";
  const y = G.rowMiddle(0, row);
  // Along h, too, an LSTM's value is written into c in each step, and leaves it again.
  const through = D.cell === "lstm" && !straight ? G.rowMiddle(0, "c") : y;
  const points = [`M${G.middle(s)} ${G.wordTop}V${through}L${G.middle(s) + PAD} ${y}`];
  for (let k = s + 1; k <= t; k++) {
    const x0 = G.boxLeft(k - 1) + G.box.width,
      x1 = G.boxLeft(k),
      bend = (x1 - x0) / 2;
    const enter = G.rowMiddle(0, "rec");
    points.push(
      straight
        ? `H${G.middle(k)}`
        : `H${x0}C${x0 + bend} ${y} ${x1 - bend} ${enter} ${x1} ${enter}H${x1 + PAD / 2}V${through}L${x1 + PAD * 2} ${y}H${G.middle(k)}`,
    );
  }
  return `${points.join("")}V${G.guessBottom}`;
}

/**
 * Each meeting with noise on that way, in order: one point for each that Python counted.
 * @param {Size} D
 * @param {Geometry} G
 * @param {number} s
 * @param {number} t
 * @param {Pick<Route, "met">} route
 */
export function meetings(D, G, s, t, route) {
  /** @typedef {"up" | "along"} Kind */
  /** @type {Map<string, Record<Kind, number>[]>} */
  const met = new Map();
  for (const [edge, up, along] of route.met)
    met.set(edge, [...(met.get(edge) ?? []), { up, along }]);
  /** @type {(edge: string, kind: Kind) => number} */
  const times = (edge, kind) => (met.get(edge) ?? []).filter((meeting) => meeting[kind] > 0).length;
  /** @type {{ x: number, y: number, edge: string }[]} */
  const points = [];
  /** @type {(edge: string, kind: Kind, x: number, y: number) => void} */
  const add = (edge, kind, x, y) => {
    for (let n = times(edge, kind); n > 0; n--) points.push({ x: x + 9 * (n - 1), y, edge });
  };
  /** @type {(kind: Kind, k: number, l: number) => void} */
  const inside = (kind, k, l) => {
    add("candidate", kind, G.boxLeft(k) + 2, G.boxTop(l) + G.box.height + 16);
    const x = kind === "up" ? G.middle(k) : G.boxLeft(k) + PAD / 2;
    if (D.cell === "lstm") add("cell", kind, x, G.rowMiddle(l, "c"));
    add("hidden", kind, x, G.rowMiddle(l, "h"));
  };
  add("word", "up", G.boxLeft(s) - WIDER, G.wordTop);
  add("input", "up", G.middle(s), G.plateTop(0) + G.block.height / 2);
  inside("up", s, 0);
  for (let k = s + 1; k <= t; k++) {
    add("state", "along", ...beside([G.boxLeft(k) - G.gap + 2, G.rowMiddle(0, "h")], -20));
    add("recurrent", "along", G.boxLeft(k) - 2, G.rowMiddle(0, "rec"));
    add("weights", "along", ...beside(lanePoint(G, k, 0, LANES.weights), -18));
    add("rows", "along", ...beside(lanePoint(G, k, 0, LANES.rows), 18));
    inside("along", k, 0);
  }
  for (let l = 1; l < D.L; l++) {
    add("between", "up", G.middle(t), G.plateTop(l) + G.block.height / 2);
    inside("up", t, l);
  }
  add("output", "up", G.middle(t), G.plateTop(D.L) + G.block.height / 2);
  return points;
}

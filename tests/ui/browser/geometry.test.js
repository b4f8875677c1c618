// Where everything stands: nothing overlaps, lines begin and end where they should.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  badgePlaces,
  edgeLines,
  geometryOf,
  meetings,
  routeLine,
} from "../../../rnnviz/ui/browser/network/geometry.js";

const SIZES = ["lstm", "gru", "rnn"].flatMap((cell) =>
  [
    { T: 1, L: 1, H: 1 },
    { T: 6, L: 2, H: 8 },
    { T: 12, L: 3, H: 32 },
    { T: 40, L: 4, H: 64 },
  ].flatMap((size) => [200, 1200].map((room) => ({ cell, ...size, room }))),
);
const range = (length) => Array.from({ length }, (_, n) => n);
const numbersIn = (d) => d.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number);

for (const size of SIZES) {
  const { cell, T, L, H, room } = size;
  const G = geometryOf(size, room);
  const name = `${cell}, ${T} steps, ${L} layers, ${H} units in ${room} pixels`;

  test(`all units have a place of their own in each row: ${name}`, () => {
    const { across, cell: side, width, height } = G.block;
    assert.ok(Number.isInteger(side) && side > 0);
    assert.ok(across * side <= width);
    assert.ok(Math.floor((H - 1) / across) * side + side <= height);
    const tops = G.rows.map((row) => G.rowTop(0, row));
    for (const n of range(G.rows.length - 1)) assert.ok(tops[n] + height < tops[n + 1]);
    assert.ok(tops[0] > G.boxTop(0));
    assert.ok(tops.at(-1) + height < G.boxTop(0) + G.box.height);
  });

  test(`boxes stand apart, above each other and inside the picture: ${name}`, () => {
    for (const t of range(T - 1)) assert.ok(G.boxLeft(t) + G.box.width < G.boxLeft(t + 1));
    for (const l of range(L - 1)) assert.ok(G.boxTop(l + 1) + G.box.height < G.boxTop(l));
    assert.ok(G.boxLeft(0) > 0);
    assert.ok(G.boxLeft(T - 1) + G.box.width <= G.width);
    assert.ok(G.boxTop(L - 1) > G.guessBottom);
    assert.ok(G.boxTop(0) + G.box.height < G.wordTop);
    assert.ok(G.wordTop < G.height);
  });

  test(`each edge has its arrows, within the picture: ${name}`, () => {
    const lines = edgeLines(size, G);
    const counts = Object.fromEntries(
      Object.entries(lines).map(([edge, all]) => [edge, all.length]),
    );
    const along = (T - 1) * L;
    const own = { lstm: { cell: along }, gru: { carry: along }, rnn: {} }[cell];
    const up = { input: T, between: T * (L - 1), output: T };
    assert.deepEqual(counts, { ...up, recurrent: along, ...own });
    for (const { head } of Object.values(lines).flat()) {
      assert.ok(head[0] >= 0 && head[0] <= G.width && head[1] >= 0 && head[1] <= G.height);
    }
  });

  test(`a path begins at its word, ends below its prediction and never goes back: ${name}`, () => {
    for (const along of ["h", "c"]) {
      for (const [s, t] of [
        [0, 0],
        [0, T - 1],
        [T - 1, T - 1],
      ]) {
        const d = routeLine(size, G, s, t, along);
        assert.ok(d.startsWith(`M${G.middle(s)} ${G.wordTop}V`));
        assert.ok(d.endsWith(`V${G.guessBottom}`));
        assert.ok(numbersIn(d).every(Number.isFinite));
      }
    }
  });
}

const SIZE = { cell: "lstm", T: 8, L: 3, H: 16 };
const PLACES = geometryOf(SIZE, 1200);

test("letters stand once in each box, or once on each way of h", () => {
  assert.equal(badgePlaces(SIZE, PLACES, "candidate").length, 8 * 3);
  for (const edge of ["weights", "rows"]) {
    assert.equal(badgePlaces(SIZE, PLACES, edge).length, 7 * 3);
  }
});

test("an edge along time is met once at each step, one between layers once at each layer", () => {
  const met = (edge, up, along) =>
    meetings(SIZE, PLACES, 1, 5, { met: [[edge, up, along]] }).map((point) => point.edge);
  assert.deepEqual(met("recurrent", 0, 1), Array(4).fill("recurrent"));
  assert.deepEqual(met("between", 1, 0), Array(2).fill("between"));
  assert.deepEqual(met("input", 1, 0), ["input"]);
  assert.deepEqual(met("output", 1, 0), ["output"]);
  assert.deepEqual(met("hidden", 1, 1), Array(4 + 3).fill("hidden"));
});

test("two noises on an edge are met twice, side by side", () => {
  const route = {
    met: [
      ["recurrent", 0, 1],
      ["recurrent", 0, 1],
    ],
  };
  const [first, other] = meetings(SIZE, PLACES, 0, 1, route);
  assert.deepEqual([Math.abs(first.x - other.x), first.y - other.y], [9, 0]);
});

test("meetings come in the order of the path, and each at a place of its own", () => {
  const edges = ["word", "input", "recurrent", "weights", "rows", "cell", "between", "output"];
  const route = { met: edges.map((edge) => [edge, 1, 1]) };
  const points = meetings(SIZE, PLACES, 2, 6, route);
  assert.equal(points[0].edge, "word");
  assert.equal(points.at(-1).edge, "output");
  assert.equal(new Set(points.map(({ x, y }) => `${x} ${y}`)).size, points.length);
});

test("along h a path goes through an LSTM's c in each step, where its masks are met", () => {
  const route = { met: [["cell", 1, 1]] };
  const [first, ...later] = meetings(SIZE, PLACES, 1, 4, route).slice(0, 4);
  const line = routeLine(SIZE, PLACES, 1, 4, "h");
  assert.ok(line.startsWith(`M${first.x} ${PLACES.wordTop}V${first.y}`));
  for (const { x, y } of later) assert.ok(line.includes(`H${x}V${y}`));
});

// What a picture says of each unit, from a payload made by hand.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formulaOf } from "../../../rnnviz/ui/browser/network/formula.js";
import {
  alike,
  decode as decodeSaid,
  factorOf,
  meanFactor,
  renewalOf,
  struckShare,
} from "../../../rnnviz/ui/browser/network/pass.js";
import { vectorsOf } from "../../../rnnviz/ui/browser/network/vectors.js";

const packed = (shape) => {
  const values = Int16Array.from({ length: shape.reduce((a, b) => a * b) }, (_, n) => n + 1);
  return { shape, step: 0.001, int16: Buffer.from(values.buffer).toString("base64") };
};
const bits = (byte) => Buffer.from([byte]).toString("base64");
const [T, L, H] = [3, 2, 2];
const decode = (picture) => decodeSaid(picture, (key) => key);

/** What `core.equations` states; a Python test holds the file to it. */
const EQUATIONS = JSON.parse(readFileSync(new URL("equations.json", import.meta.url)));

const pictureOf = (cell, masks = [], edges = [], stated = EQUATIONS[cell]) => ({
  ...stated,
  ...{
    cell,
    gate_labels: stated.gates.map((gate) => gate.name),
    steps: T,
    layers: L,
    units: H,
    units_in_all: H,
    masks,
    edges,
  },
  hidden: packed([L, T + 1, H]),
  memory: cell === "lstm" ? packed([L, T + 1, H]) : null,
  activations: packed([L, T, stated.gates.length, H]),
  inputs: packed([T, H]),
});
const mask = (edge, shape, byte, fill = "zero") => ({
  ...{ edge, fill, layer: 0, lasting: false, shape, scale: 2, bits: bits(byte) },
});

test("states begin before the first step, and every number is at its place", () => {
  const pass = decode(pictureOf("lstm"));
  const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
  near(pass.h(0, -1, 0), 0.001);
  near(pass.h(1, 2, 1), 0.016);
  near(pass.gate(1, 2, 3, 1), 0.048);
  near(pass.x(2, 1), 0.006);
});

test("of pictures beside each other, a color means the same value, whichever has the larger ones", () => {
  const small = decode(pictureOf("lstm"));
  const large = decode({ ...pictureOf("lstm"), hidden: { ...packed([L, T + 1, H]), step: 0.002 } });
  const { h, c, x, g } = small.most;
  for (const passes of [[small, large], [large, small], [small], [small, small, large]]) {
    const most = { h: passes.includes(large) ? large.most.h : h, c, g, x };
    assert.deepEqual(
      alike(passes).map((pass) => pass.most),
      passes.map(() => most),
    );
  }
  assert.ok(large.most.h > h);
});

test("an edge without noise has no factor, and is shown as it is", () => {
  const pass = decode(pictureOf("gru"));
  assert.equal(factorOf(pass, "recurrent", 0, 1, 1), null);
  assert.equal(renewalOf(pass, "hidden", 0, 1, 1), null);
  assert.equal(meanFactor(pass, "recurrent", 0, 1, 1), 1);
  assert.equal(struckShare(pass, "recurrent", 0, 1, 1), 0);
});

test("two noises on an edge multiply", () => {
  const masks = [mask("input", [1, 1, 2], 0b11000000), mask("input", [1, 1, 2], 0b10000000)];
  const pass = decode(pictureOf("gru", masks));
  assert.deepEqual(
    [0, 1].map((unit) => factorOf(pass, "input", 0, 0, unit)),
    [4, 0],
  );
});

test("a unit that one of four gates loses is struck by a quarter", () => {
  const pass = decode(pictureOf("lstm", [mask("recurrent", [1, 4, 2], 0b11111101)]));
  assert.deepEqual(
    [0, 1].map((unit) => struckShare(pass, "recurrent", 0, 0, unit)),
    [0.25, 0],
  );
  assert.deepEqual(
    [0, 1].map((unit) => meanFactor(pass, "recurrent", 0, 0, unit)),
    [1.5, 2],
  );
});

test("zoneout renews or keeps, and never multiplies", () => {
  const masks = [{ ...mask("hidden", [1, 1, 2], 0b10000000, "previous"), scale: 1 }];
  const pass = decode(pictureOf("lstm", masks));
  assert.deepEqual(
    [0, 1].map((unit) => renewalOf(pass, "hidden", 0, 0, unit)),
    [1, 0],
  );
  assert.equal(factorOf(pass, "hidden", 0, 0, 1), null);
  const notes = formulaOf(pass, { l: 0, t: 0, u: 1 }).map((line) => line.note);
  assert.ok(notes.some((note) => note === "old_value"));
});

for (const [cell, keys] of Object.entries({
  lstm: ["in", "rec", "g", "c", "h", "out"],
  gru: ["in", "rec", "g", "h", "out"],
  rnn: ["in", "rec", "h", "out"],
})) {
  test(`${cell}: the top layer draws ${keys.join(", ")}, the one below no way out`, () => {
    const pass = decode(pictureOf(cell));
    const drawn = (l) => vectorsOf(pass, l).map((vector) => vector.key);
    assert.deepEqual(drawn(1), keys);
    assert.deepEqual(drawn(0), keys.slice(0, -1));
  });
}

test("the mask of an edge falls on all its places, and on no other", () => {
  const edges = [{ key: "state", places: ["state", "recurrent", "carry"] }];
  const pass = decode(pictureOf("gru", [mask("state", [1, 1, 2], 0b10000000)], edges));
  for (const place of ["state", "recurrent", "carry"]) {
    assert.equal(factorOf(pass, place, 0, 1, 0), 2);
    assert.equal(factorOf(pass, place, 0, 1, 1), 0);
  }
  assert.equal(factorOf(pass, "hidden", 0, 1, 0), null);
});

const linesOf = (pass, at) => formulaOf(pass, at).filter(({ name }) => name.length === 1);

for (const [cell, names] of Object.entries({ lstm: "ifogch", gru: "rzgh", rnn: "h" })) {
  test(`${cell}: its formula has a line for each of ${names}`, () => {
    const lines = linesOf(decode(pictureOf(cell)), { l: 0, t: 1, u: 1 });
    assert.equal(lines.map((line) => line.name).join(""), names);
  });
}

test("a formula follows the equations, whichever they are", () => {
  const factor = (letter, form = "plain", hook = null) => ({ letter, form, hook });
  const gates = EQUATIONS.lstm.gates.filter(({ letter }) => "fg".includes(letter));
  const terms = [
    [factor("f"), factor("c", "plain", "carry")],
    [factor("f", "rest"), factor("g")],
  ];
  const states = [
    { letter: "c", hook: "cell", terms },
    { letter: "h", hook: "hidden", terms: [[factor("c", "tanh")]] },
  ];
  const masks = [mask("carry", [1, 1, 2], 0b11000000), mask("candidate", [1, 1, 2], 0b11000000)];
  const pass = decode(pictureOf("lstm", masks, [], { gates, states }));
  const [f, g, before] = [pass.gate(0, 1, 0, 1), pass.gate(0, 1, 1, 1), pass.c(0, 0, 1)];
  const lines = linesOf(pass, { l: 0, t: 1, u: 1 });
  const [c, h] = lines.slice(-2);
  assert.equal(lines.map((line) => line.name).join(""), "fgch");
  assert.equal(c.value, f * (2 * before) + (1 - f) * (2 * g));
  assert.equal(h.value, Math.tanh(c.value));
  assert.equal(c.text, "0.006 · 0.008 + (1 − 0.006) · 0.016 = 0.016");
});

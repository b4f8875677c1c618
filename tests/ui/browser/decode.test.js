// A payload's text becomes the numbers that Python packed.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  largest,
  maskOf,
  multiplies,
  numbersOf,
} from "../../../rnnviz/ui/browser/shared/decode.js";

const textOf = (bytes) => Buffer.from(bytes).toString("base64");
const floats = (values) => textOf(new Uint8Array(new Float32Array(values).buffer));

// As `numpy.packbits` does: the first element is the highest bit of the first byte.
function bits(elements) {
  const bytes = new Uint8Array(Math.ceil(elements.length / 8));
  for (const [n, kept] of elements.entries()) bytes[n >> 3] |= kept << (7 - (n & 7));
  return textOf(bytes);
}

// Every element of a mask by its indices, which are told to `value` as one running number.
function everyElement([times, gates, units, across = 1], check) {
  let n = 0;
  for (let t = 0; t < times; t++) {
    for (let g = 0; g < gates; g++) {
      for (let u = 0; u < units; u++) for (let k = 0; k < across; k++) check([t, g, u, k], n++);
    }
  }
}

test("whole numbers are multiples of their step", () => {
  const int16 = textOf(new Uint8Array(new Int16Array([-32767, -1, 0, 1, 32767]).buffer));
  const numbers = numbersOf({ shape: [5], step: 0.5, int16 });
  assert.deepEqual([...numbers], [-16383.5, -0.5, 0, 0.5, 16383.5]);
});

test("the largest magnitude may be a negative number's, and that of nothing is 0", () => {
  assert.equal(largest(new Float32Array([1, -3, 2])), 3);
  assert.equal(largest(new Float32Array([])), 0);
});

const SHAPES = [
  [1, 1, 1],
  [3, 1, 5],
  [2, 4, 3],
  [4, 1, 1],
  [1, 3, 1, 6],
  [1, 4, 5, 7],
  [7, 2, 9, 2],
];

for (const shape of SHAPES) {
  const size = shape.reduce((product, side) => product * side);

  test(`each bit of a mask of shape ${shape} is at its place`, () => {
    const kept = Array.from({ length: size }, (_, n) => Number((n * 7) % 3 > 0));
    const mask = maskOf({ edge: "input", fill: "zero", shape, scale: 2, bits: bits(kept) });
    everyElement(shape, (at, n) => assert.equal(mask.factor(...at), 2 * kept[n]));
  });

  test(`each float of a mask of shape ${shape} is at its place`, () => {
    const factors = Array.from({ length: size }, (_, n) => n / 8);
    const mask = maskOf({ edge: "input", fill: "gaussian", shape, float32: floats(factors) });
    everyElement(shape, (at, n) => assert.equal(mask.factor(...at), factors[n]));
  });
}

test("one mask serves all steps, all gates, all units", () => {
  const mask = maskOf({ edge: "word", fill: "zero", shape: [1, 1, 1], scale: 4, bits: bits([1]) });
  assert.equal(mask.factor(30, 3, 60), 4);
  const two = maskOf({
    edge: "word",
    fill: "zero",
    shape: [2, 1, 1],
    scale: 4,
    bits: bits([0, 1]),
  });
  assert.deepEqual([two.factor(0, 2, 9), two.factor(1, 2, 9)], [0, 4]);
});

test("units beyond a narrow embedding are left as they are", () => {
  const mask = maskOf({
    edge: "input",
    fill: "zero",
    shape: [1, 1, 2],
    scale: 2,
    bits: bits([0, 0]),
  });
  assert.deepEqual([mask.factor(0, 0, 1), mask.factor(0, 0, 2)], [0, 1]);
});

test("zoneout alone doesn't multiply", () => {
  assert.deepEqual(
    ["zero", "gaussian", "previous"].map((fill) => multiplies({ fill })),
    [true, true, false],
  );
});

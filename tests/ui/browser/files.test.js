// What pictures and films are called as files, and colours that every program reads.

import assert from "node:assert/strict";
import test from "node:test";
import { plain } from "../../../rnnviz/ui/browser/network/shot.js";
import { fileName } from "../../../rnnviz/ui/browser/shared/save.js";

for (const [path, of, name] of [
  ["/memory", ["value"], "rnnviz-memory-value.svg"],
  ["/", ["home-dose"], "rnnviz-home-home-dose.svg"],
  ["/class/rnn/placement", ["network", "lstm", "input"], "rnnviz-placement-network-lstm-input.svg"],
  ["/train", ["../../x <y>"], "rnnviz-train-..-..-x-y-.svg"],
]) {
  test(`a picture of ${path} is called ${name}`, () => {
    Reflect.set(globalThis, "location", { pathname: path });
    assert.equal(fileName("svg", ...of), name);
  });
}

for (const [mixed, text] of [
  ["rgb(1, 2, 3)", "rgb(1, 2, 3)"],
  ["color(srgb 0 0.5 1)", "rgba(0, 128, 255, 1)"],
  ["color(srgb 1 1 1 / 0.25)", "rgba(255, 255, 255, 0.25)"],
  ["none", "none"],
]) {
  test(`${mixed} is said as ${text}`, () => assert.equal(plain(mixed), text));
}

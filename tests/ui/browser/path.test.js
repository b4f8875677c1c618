// What of a path is kept, and what an edge says of itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted } from "../../../rnnviz/ui/browser/network/path.js";
import { tellEdge } from "../../../rnnviz/ui/browser/network/words.js";

for (const steps of [1, 2, 6, 7, 40]) {
  test(`a path is kept as far as a pass of ${steps} steps has its ends`, () => {
    for (const [from, to] of [
      [0, 0],
      [1, 6],
      [5, 5],
      [null, 3],
      [2, null],
      [null, null],
    ]) {
      const kept = fitted({ from, to, route: "h" }, steps);
      assert.equal(kept.from, from !== null && from < steps ? from : null);
      assert.equal(kept.to, to !== null && to < steps ? to : null);
      assert.equal(kept.route, "h");
    }
  });
}

for (const noises of [[], ["rate 0.5"], ["rate 0.5", "rate 0.1"]]) {
  test(`an edge with ${noises.length} noises asks to be clicked only where a click does something`, () => {
    const told = (fixed) => tellEdge({ noises }, { pass: { say: (key) => key }, fixed });
    assert.equal(told(true), `${told(false)}_fixed`);
  });
}

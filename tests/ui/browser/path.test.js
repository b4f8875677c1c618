// What of a path is kept, and what an edge says of itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted, PathTracer } from "../../../rnnviz/ui/browser/network/path.js";
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

const ROUTES = [{ key: "h" }, { key: "c" }];

test("a path is shown at each change and told once it has both ends", () => {
  const told = [];
  let shown = 0;
  const tracer = new PathTracer(
    () => shown++,
    ({ from, to, route }) => told.push([from, to, route].join()),
  );
  tracer.fit({ T: 6, routes: ROUTES });
  tracer.choose("word", 1);
  assert.deepEqual([shown, told], [1, []]);
  tracer.choose("guess", 4);
  tracer.take("h");
  tracer.choose("word", 5); // behind its end
  assert.deepEqual([shown, told], [4, ["1,4,c", "1,4,h"]]);
  tracer.clear();
  assert.deepEqual([shown, tracer.path], [5, { from: null, to: null, route: "h" }]);
});

test("a path that is given again, though another was chosen since, is not taken again", () => {
  const ignored = () => {};
  const tracer = new PathTracer(ignored, ignored);
  assert.equal(tracer.give([2, 9, "h"], 6), 2);
  assert.deepEqual(tracer.path, { from: 2, to: 5, route: "h" });
  tracer.choose("guess", 3);
  assert.equal(tracer.give([2, 9, "h"], 6), null);
  assert.equal(tracer.path.to, 3);
  tracer.fit({ T: 3, routes: ROUTES.slice(1) });
  assert.deepEqual(tracer.path, { from: 2, to: null, route: "c" });
});

for (const noises of [[], ["rate 0.5"], ["rate 0.5", "rate 0.1"]]) {
  test(`an edge with ${noises.length} noises asks to be clicked only where a click does something`, () => {
    const told = (fixed) => tellEdge({ noises }, { pass: { say: (key) => key }, fixed });
    assert.equal(told(true), `${told(false)}_fixed`);
  });
}

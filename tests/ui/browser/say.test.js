// Sentences with named fields, by key.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sayer } from "../../../rnnviz/ui/browser/shared/say.js";

const WORDS = {
  step: "step {step} of {steps}",
  lag: { one: "{count} step", few: "{count} few", other: "{count} steps" },
};

test("each field stands where its name does, whatever signs it holds", () => {
  const say = sayer(WORDS, "en");
  assert.equal(say("step", { step: 3, steps: "{step} $& ∞" }), "step 3 of {step} $& ∞");
});

test("a number of things has the plural of the language, or the form of all others", () => {
  const spoken = (language, ...counts) =>
    counts.map((count) => sayer(WORDS, language)("lag", { count }));
  assert.deepEqual(spoken("en", 0, 1, 2), ["0 steps", "1 step", "2 steps"]);
  assert.deepEqual(spoken("pl", 1, 2, 5), ["1 step", "2 few", "5 steps"]);
});

test("a key that nobody has worded is refused by its name", () => {
  assert.throws(() => sayer(WORDS, "en")("nowhere"), /No words say nowhere/);
});

// Numbers as text, and hundredths as the page's language sets them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hundredths, number, percent } from "../../../rnnviz/ui/browser/shared/numbers.js";

test("a minus is one, and what is too small is nothing", () => {
  assert.equal(number(-1.2345), "−1.23");
  assert.equal(number(1e-9), "0");
  assert.equal(number(-Infinity), "−∞");
});

test("a sign of hundredths follows a space, in Chinese none", (t) => {
  t.after(() => Reflect.deleteProperty(globalThis, "document"));
  for (const [lang, share, whole] of [
    ["en", "69 %", "7.0 %"],
    ["zh", "69%", "7.0%"],
    ["zh-CN", "69%", "7.0%"],
  ]) {
    Reflect.set(globalThis, "document", { documentElement: { lang } });
    assert.equal(percent(0.689), share);
    assert.equal(hundredths(7, 1), whole);
  }
});

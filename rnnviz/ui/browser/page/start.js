// Once Start has begun an experiment, the page goes up to its curves: the form is longer than a window.

import { goUp } from "./frame.js";
import { watch } from "./watch.js";

export function followStart() {
  /** @type {string | null} */
  let left = null; // the address when Start was pressed last, until the next press of anything
  addEventListener(
    "click",
    ({ target }) => {
      const start = target instanceof Element && target.closest(".st-key-begin button");
      left = start ? location.href : null;
    },
    true,
  );
  watch(() => {
    if (left === null || shown(left) === shown(location.href)) return;
    left = null;
    goUp();
  });
}

/** @param {string} address */
function shown(address) {
  const { pathname, searchParams } = new URL(address);
  return `${pathname} ${searchParams.get("run")}`;
}

// A presenter's keys, as a clicker sends them: they press the buttons of a page that is presented.

/** Marks a window that listens: the script is run again with each page. */
const LISTENS = Symbol.for("rnnviz.presenterKeys");
/** @type {Record<string, string>} the button's key, by the keyboard's */
const PRESSES = {
  ArrowRight: "turn-on",
  PageDown: "turn-on",
  ArrowLeft: "turn-back",
  PageUp: "turn-back",
  Escape: "leave",
};
/** @type {("mousemove" | "mouseover" | "mousedown" | "click")[]} */
const POINTS = ["mousemove", "mouseover", "mousedown", "click"];
const TYPED_IN = "input:not([type=range]), textarea, select, [contenteditable]";
const HAS_ARROWS = `${TYPED_IN}, [type=range], [role=slider], [role=grid], [role=radiogroup]`;
const OPEN = "[data-baseweb=popover], [role=dialog], .term:focus";

/**
 * Whether a key means something where the focus is: arrows to a slider, say, but no Page Down, which
 * a clicker sends wherever the focus is.
 * @param {string} key
 * @param {EventTarget | undefined} target the innermost one
 */
function isTaken(key, target) {
  if (key === "Escape") return document.querySelector(OPEN) !== null;
  const keeps = key.startsWith("Arrow") ? HAS_ARROWS : TYPED_IN;
  return target instanceof Element && target.closest(keeps) !== null;
}

/** @param {KeyboardEvent} event */
function press(event) {
  const name = PRESSES[event.key];
  const held = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (!name || held || isTaken(event.key, event.composedPath()[0])) return;
  const button = document.querySelector(`.st-key-${name} button`);
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  if (event.repeat || button.disabled) return; // a key that is held down turns once
  button.click();
  if (name !== "leave") document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
}

/**
 * Plotly counts in a chart's own pixels, and a presentation enlarges them.
 * @param {MouseEvent} event
 */
function point(event) {
  const { target, clientX, clientY } = event;
  if (!(target instanceof Element) || !target.closest(".js-plotly-plot")) return;
  const scale = Number(Reflect.get(target, "currentCSSZoom") ?? 1);
  if (scale === 1) return;
  const { left, top } = target.getBoundingClientRect();
  Object.defineProperties(event, {
    clientX: { value: left + (clientX - left) / scale },
    clientY: { value: top + (clientY - top) / scale },
  });
}

if (!Reflect.has(window, LISTENS)) {
  Reflect.set(window, LISTENS, true);
  addEventListener("keydown", press, true);
  for (const kind of POINTS) addEventListener(kind, point, true);
}

// What Streamlit draws, looked at whenever it has changed.

/**
 * Looks now, and once after many changes; a window does it once, however often its script is run.
 * @param {string} name
 * @param {() => void} look
 */
export function watch(name, look) {
  look();
  const watched = Symbol.for(`rnnviz.${name}`);
  if (Reflect.has(window, watched)) return;
  Reflect.set(window, watched, true);
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      look();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
}

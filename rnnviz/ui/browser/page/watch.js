// What Streamlit draws, looked at whenever it has changed.

/**
 * Looks now, and once after many changes.
 * @param {() => void} look
 */
export function watch(look) {
  look();
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

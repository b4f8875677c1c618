// A link to a page that is pressed with Ctrl, Command or Shift opens in a tab or window of its own, as
// links do: Streamlit 1.67 takes each press for itself and goes there in the same tab.

export function leaveToBrowser() {
  addEventListener(
    "click",
    (event) => {
      const held = event.ctrlKey || event.metaKey || event.shiftKey;
      if (held && event.target instanceof Element && event.target.closest("a[href]")) {
        event.stopImmediatePropagation();
      }
    },
    true,
  );
}

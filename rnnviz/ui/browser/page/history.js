// One entry of the browser's history for a page, whatever its address says after the question mark:
// Back leaves a page at the first press. Streamlit 1.67 gives each parameter that the server writes an
// entry of its own, and writes those of the next page a moment before it goes there.

export function keepOneEntry() {
  const push = history.pushState.bind(history);
  let left = location.href; // the address when something was last clicked, such as the menu
  addEventListener(
    "click",
    () => {
      left = location.href;
    },
    true,
  );
  history.pushState = (state, title, url) => {
    const samePage = new URL(url ?? "", location.href).pathname === location.pathname;
    history.replaceState(state, title, samePage ? url : left);
    if (!samePage) push(state, title, url);
  };
}

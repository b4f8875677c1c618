// Links to our pages, in the menu and in texts.

import { goUp } from "./frame.js";

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

// A link in a text to one of our pages goes there in this tab, as one in the menu does: Streamlit opens it
// in another, as another visit, which knows nothing of what was chosen here.

export function stayInTab() {
  addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[target=_blank]");
    if (!link || event.defaultPrevented || !isRelative(link.getAttribute("href"))) return;
    const { href, pathname } = /** @type {HTMLAnchorElement} */ (link);
    if (pathname === location.pathname) return; // a page that is open believes its address no more
    event.preventDefault();
    history.pushState({}, "", href);
    dispatchEvent(new PopStateEvent("popstate", { state: {} })); // Streamlit goes where the address is
    goUp();
  });
}

/** @param {string | null} address */
function isRelative(address) {
  return address !== null && /^[\w-]+(\?|$)/.test(address);
}

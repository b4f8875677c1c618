// A menu with parts: in the sidebar, which phones have, Streamlit 1.67 puts the parts as boxes into one
// list, and the pages as items into the boxes. Whoever hears the page is told of groups instead.

/** Marks a window whose menu is watched: the script is run again with each page. */
const WATCHED = Symbol.for("rnnviz.menuParts");
const MENU = "[data-testid=stSidebarNavItems]";

function nameParts() {
  for (const list of document.querySelectorAll(`${MENU}:has(header)`)) {
    list.setAttribute("role", "group");
    for (const item of list.querySelectorAll("li")) item.setAttribute("role", "none");
    for (const part of list.querySelectorAll(":scope > div")) {
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", part.querySelector("header p")?.textContent ?? "");
    }
  }
}

if (!Reflect.has(window, WATCHED)) {
  Reflect.set(window, WATCHED, true);
  let due = false; // one look after many changes
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      nameParts();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
}
nameParts();

// A menu with parts: in the sidebar, which phones have, Streamlit 1.67 puts the parts as boxes into one
// list, and the pages as items into the boxes. Whoever hears the page is told of groups instead.

const MENU = "[data-testid=stSidebarNavItems]";

export function nameParts() {
  for (const list of document.querySelectorAll(`${MENU}:has(header)`)) {
    list.setAttribute("role", "group");
    for (const item of list.querySelectorAll("li")) item.setAttribute("role", "none");
    for (const part of list.querySelectorAll(":scope > div")) {
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", part.querySelector("header p")?.textContent ?? "");
    }
  }
}

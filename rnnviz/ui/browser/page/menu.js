// A menu with parts: in the sidebar, which phones have, Streamlit 1.67 puts the parts as boxes into one
// list, and the pages as items into the boxes. Whoever hears the page is told of groups instead. And it
// leaves that menu open over the page that was chosen.

const SIDEBAR = "[data-testid=stSidebar]";
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

/** On a phone, where the menu lies over the page: choosing, touching the page and Escape close it. */
export function closeMenu() {
  document.addEventListener("click", onClick, { capture: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
}

/** @param {MouseEvent} event */
function onClick(event) {
  const touched = event.target;
  if (!(touched instanceof Element)) return;
  if (!touched.closest(SIDEBAR) || touched.closest(`${SIDEBAR} a`)) close();
}

function close() {
  const open = document.querySelector(`${SIDEBAR}[data-collapsed=false]`);
  if (!open || !matchMedia("(max-width: 768px)").matches) return;
  const button = open.querySelector("[data-testid=stSidebarCollapseButton] button");
  if (button instanceof HTMLElement) setTimeout(() => button.click());
}

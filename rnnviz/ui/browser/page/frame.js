// What the server tells the frame of a page, and where the page is in it.

/** @returns {HTMLElement | null} has the language, and the words that the frame's script says */
export function frame() {
  return document.querySelector("style[data-language]");
}

/** To the beginning of the page. */
export function goUp() {
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
}

// What the server tells the frame of a page.

/** @returns {HTMLElement | null} has the language, and the words that the frame's script says */
export function frame() {
  return document.querySelector("style[data-language]");
}

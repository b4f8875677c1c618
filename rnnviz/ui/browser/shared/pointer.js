// Where a pointer is in an element, counted in the element's own pixels: a presentation enlarges it.

/**
 * @param {HTMLElement} node
 * @param {{ clientX: number, clientY: number }} event
 * @returns {[x: number, y: number]}
 */
export function placeIn(node, { clientX, clientY }) {
  const { left, top, width } = node.getBoundingClientRect();
  const scale = width / node.offsetWidth || 1;
  return [(clientX - left) / scale, (clientY - top) / scale];
}

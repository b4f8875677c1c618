// Nodes found, made and changed; canvases sized.

export const SVG = "http://www.w3.org/2000/svg";

/**
 * The node that a component's page names by `data-id`.
 * @template {Element} E
 * @param {ParentNode} root
 * @param {string} id
 * @param {new () => E} kind
 */
export function find(root, id, kind) {
  const node = root.querySelector(`[data-id="${id}"]`);
  if (!(node instanceof kind)) throw new TypeError(`The page has no ${kind.name} named ${id}.`);
  return node;
}

/**
 * The same of any HTML element.
 * @param {ParentNode} root
 * @param {string} id
 */
export const part = (root, id) => find(root, id, HTMLElement);

/**
 * @template {keyof SVGElementTagNameMap} N
 * @param {N} name
 * @param {Record<string, string | number>} attributes
 * @param {...Node} children
 */
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {Record<string, unknown>} properties or attributes, where it has no such property
 * @param {...Node} children
 */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in node) Reflect.set(node, key, value);
    else node.setAttribute(key, String(value));
  }
  node.append(...children);
  return node;
}

/**
 * Changes a text in place: no node comes or goes while it plays.
 * @param {Element} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.firstChild === null) node.textContent = text;
  else if (node.firstChild.nodeValue !== text) node.firstChild.nodeValue = text;
}

/**
 * A row of a table; the cell numbered `head` names it.
 * @param {(string | number)[]} cells
 * @param {number} head
 */
export const tableRow = (cells, head) =>
  element(
    "tr",
    {},
    ...cells.map((textContent, n) =>
      n === head ? element("th", { textContent, scope: "row" }) : element("td", { textContent }),
    ),
  );

/**
 * A row of a table's head.
 * @param {string[]} names
 */
export const headRow = (names) =>
  element("tr", {}, ...names.map((textContent) => element("th", { textContent, scope: "col" })));

/**
 * What draws on a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export function penOf(canvas, settings) {
  const pen = canvas.getContext("2d", settings);
  if (pen === null) throw new TypeError("This browser can't draw on a canvas.");
  return pen;
}

/** Canvas pixels for each CSS pixel: sharp on fine screens, and no finer than the eye. */
export const fineness = () => Math.min(2, devicePixelRatio || 1);

/**
 * Makes a canvas so many CSS pixels large; its pen counts in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function resize(canvas, width, height) {
  const ratio = fineness();
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  penOf(canvas).setTransform(ratio, 0, 0, ratio, 0, 0);
}

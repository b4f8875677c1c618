// What both pictures need: nodes made and changed, canvases sized, motion asked after.

const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in node) node[key] = value; else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

// Changes a text in place: no node comes or goes while it plays.
function write(node, text) {
  if (node.firstChild === null) node.textContent = text;
  else if (node.firstChild.nodeValue !== String(text)) node.firstChild.nodeValue = text;
}

// A row of a table twin; the cell numbered `head` names it.
const tableRow = (cells, head) => element("tr", {}, ...cells.map((text, n) =>
  element(n === head ? "th" : "td", { textContent: text, ...(n === head ? { scope: "row" } : {}) })));

// A canvas of so many CSS pixels, sharp on fine screens, whose pen counts in CSS pixels.
function sized(canvas, width, height) {
  const ratio = Math.min(2, devicePixelRatio || 1);
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Making nodes, and changing what they say.

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

// Buttons that save a chart as a picture. Plotly draws one as several SVGs on top of each other: put
// together, they are one.

import { element, SVG, svg } from "../shared/nodes.js";
import { savePicture, textOf } from "../shared/save.js";
import { frame } from "./frame.js";

/** @import { Drawn } from "../shared/save.js" */

const OFFERED = "figure-files";

/**
 * @param {Element} chart
 * @returns {Drawn}
 */
function together(chart) {
  const layers = [...chart.querySelectorAll("svg.main-svg")];
  const [width, height] = ["width", "height"].map((name) => Number(layers[0].getAttribute(name)));
  const page = chart.closest("[data-testid=stApp]") ?? document.body;
  const fill = getComputedStyle(page).backgroundColor;
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  const ground = svg("rect", { width: "100%", height: "100%", fill });
  const whole = svg("svg", { xmlns: SVG, ...size }, ground);
  whole.append(...layers.map((layer) => layer.cloneNode(true)));
  return { text: textOf(whole), width, height };
}

/** @param {Element} chart */
function keyOf(chart) {
  const named = chart.closest("[class*=st-key-]");
  return /st-key-(\S+)/.exec(named?.className ?? "")?.[1] ?? "chart";
}

/** @param {Element} chart */
function offer(chart) {
  const place = chart.parentElement;
  if (!place || place.querySelector(`:scope > .${OFFERED}`)) return;
  const title = frame()?.dataset.picture ?? "";
  const buttons = ["svg", "png"].map((kind) => {
    const textContent = kind.toUpperCase();
    const button = element("button", {
      type: "button",
      textContent,
      title: `${title}: ${textContent}`,
    });
    button.addEventListener("click", () => savePicture(together(chart), kind, keyOf(chart)));
    return button;
  });
  place.append(element("div", { className: OFFERED, role: "group", ariaLabel: title }, ...buttons));
}

export function offerPictures() {
  for (const chart of document.querySelectorAll(".js-plotly-plot")) offer(chart);
}

// A chart as a picture file. Plotly draws one as several SVGs on top of each other: put together, they
// are one.

import { component } from "../shared/component.js";
import { penOf, SVG, svg } from "../shared/nodes.js";

/** @typedef {{ text: string, width: number, height: number }} Picture */

const KEPT_MS = 10_000; // until the browser has surely taken the file

/**
 * @param {Element} chart
 * @returns {Picture}
 */
function together(chart) {
  const layers = [...chart.querySelectorAll("svg.main-svg")];
  const { width, height } = layers[0].getBoundingClientRect();
  const page = chart.closest("[data-testid=stApp]") ?? document.body;
  const fill = getComputedStyle(page).backgroundColor;
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  const ground = svg("rect", { width: "100%", height: "100%", fill });
  const whole = svg("svg", { xmlns: SVG, ...size }, ground);
  whole.append(...layers.map((layer) => layer.cloneNode(true)));
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

/**
 * @param {Picture} picture
 * @returns {Promise<Blob>}
 */
async function raster({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  penOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No picture."))), "image/png");
  });
}

/**
 * @param {string} key of the chart
 * @param {string | undefined} kind
 */
async function download(key, kind) {
  const chart = document.querySelector(`.st-key-${key} .js-plotly-plot`);
  if (!chart) return;
  const picture = together(chart);
  const blob =
    kind === "svg" ? new Blob([picture.text], { type: "image/svg+xml" }) : await raster(picture);
  save(blob, `rnnviz.${kind}`);
}

export default component("files", ".files", (root) => {
  let chart = "";
  for (const button of root.querySelectorAll("button")) {
    button.addEventListener("click", () => download(chart, button.dataset.kind));
  }
  return {
    update: (/** @type {{ chart: string }} */ data) => {
      chart = data.chart;
    },
  };
});

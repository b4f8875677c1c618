// What the style for paper needs: charts that shrink, open folds, and whether the theme is dark.

const DARK = "dark-on-paper";
/** @type {(() => void)[]} */
let undo = [];

function isDark() {
  const app = document.querySelector("[data-testid=stApp]") ?? document.body;
  const parts = getComputedStyle(app).backgroundColor.match(/\d+/g) ?? ["255"];
  return 128 > Number(parts[0]);
}

/** @param {Element} drawing a layer of a chart: it may have any width, in its own shape */
function letShrink(drawing) {
  const [width, height] = [drawing.getAttribute("width"), drawing.getAttribute("height")];
  const place = drawing.parentElement;
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  place?.style.setProperty("--shape", `${width} / ${height}`);
  place?.style.setProperty("--most-wide", `${width}px`);
  undo.push(() => drawing.removeAttribute("viewBox"));
}

function prepare() {
  document.documentElement.classList.toggle(DARK, isDark());
  for (const drawing of document.querySelectorAll(".svg-container > .main-svg")) letShrink(drawing);
  for (const fold of document.querySelectorAll("details:not([open])")) {
    fold.setAttribute("open", "");
    undo.push(() => fold.removeAttribute("open"));
  }
}

function restore() {
  for (const back of undo) back();
  undo = [];
}

export function fitPaper() {
  addEventListener("beforeprint", prepare);
  addEventListener("afterprint", restore);
}

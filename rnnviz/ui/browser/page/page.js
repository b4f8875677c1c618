// What the frame of every page does in the browser: once for a window, and the language each time that it
// is another one, for which the script is run again.

import { offerPictures } from "./figures.js";
import { frame } from "./frame.js";
import { keepOneEntry } from "./history.js";
import { leaveToBrowser, stayInTab } from "./links.js";
import { closeMenu, nameParts } from "./menu.js";
import { fitPaper } from "./paper.js";
import { followStart } from "./start.js";
import { watch } from "./watch.js";

const RUNS = Symbol.for("rnnviz.page");

document.documentElement.lang = frame()?.dataset.language ?? "";
if (!Reflect.has(window, RUNS)) {
  Reflect.set(window, RUNS, true);
  keepOneEntry();
  leaveToBrowser();
  stayInTab();
  followStart();
  fitPaper();
  closeMenu();
  watch(nameParts);
  watch(offerPictures);
}

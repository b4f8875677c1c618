// Pictures as files, made in the browser from what is on the screen.

import { element, penOf } from "./nodes.js";

/** @typedef {{ text: string, width: number, height: number }} Drawn an SVG that stands alone */

const KEPT_MS = 10_000; // until the browser has surely taken the file
const FINE = 2; // pixels of a file for each of the screen's

/**
 * A file's name from what it is of: letters, digits and hyphens.
 * @param {string} ending
 * @param {...string} of
 */
export function fileName(ending, ...of) {
  const page = location.pathname.split("/").filter(Boolean).pop() ?? "";
  const known = [page || "home", ...of].map((word) => word.replaceAll(/[^\w.]+/g, "-"));
  return `${["rnnviz", ...known].filter(Boolean).join("-")}.${ending}`;
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

/** @param {string} text */
export async function imageOf(text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

/**
 * @param {Drawn} drawn
 * @returns {Promise<Blob>}
 */
async function raster({ text, width, height }) {
  const image = await imageOf(text);
  const canvas = element("canvas", { width: FINE * width, height: FINE * height });
  penOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No picture."))), "image/png");
  });
}

/**
 * @param {Drawn} drawn
 * @param {string} kind
 * @param {...string} of
 */
export async function savePicture(drawn, kind, ...of) {
  const vector = () => new Blob([drawn.text], { type: "image/svg+xml" });
  save(kind === "svg" ? vector() : await raster(drawn), fileName(kind, ...of));
}

/** @param {Element} root */
export const textOf = (root) => new XMLSerializer().serializeToString(root);

// A value that the visitor's browser keeps between visits.

const YEAR_SECONDS = 31_536_000;

/** Where the cookie is sent along: in a frame on another site's page only if it says so. */
function reach() {
  if (location.protocol !== "https:") return "SameSite=Strict";
  return window.top === window ? "Secure; SameSite=Strict" : "Secure; SameSite=None; Partitioned";
}

/** @param {{ data: { name: string, value: string } }} call */
export default function keep({ data: { name, value } }) {
  const where = `Path=/; Max-Age=${YEAR_SECONDS}; ${reach()}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing without HTTPS, and the app is served on plain HTTP on this machine
  document.cookie = `${name}=${value}; ${where}`;
}

// A value that the visitor's browser keeps between visits.

const YEAR_SECONDS = 31_536_000;

/** @param {{ data: { name: string, value: string } }} call */
export default function keep({ data: { name, value } }) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const where = `Path=/; SameSite=Strict; Max-Age=${YEAR_SECONDS}${secure}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing without HTTPS, and the app is served on plain HTTP on this machine
  document.cookie = `${name}=${value}; ${where}`;
}

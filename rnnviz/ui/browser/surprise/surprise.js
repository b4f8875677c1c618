// Words as buttons with their surprisal: pointed at or focused, a word says what was expected in its
// place; clicked, it is drawn below by the page. The last button stands for what may come next.

const places = new WeakMap();
const MOST_NATS = 10, APART_NATS = 1;

function take(S, data) {
  S.id = data.id;
  S.D = data;
  S.at = null;
  const { rows } = data;
  S.$("lines").replaceChildren(...rows.map((row, r) => lineOf(S, row, r)));
  S.$("apart").hidden = !rows.some((row) => row.beyond);
  S.$("unknown").hidden = !rows.some((row) => row.unknown.includes(true));
  const heads = ["Word", ...rows.flatMap(({ name, beyond }) =>
    [`${name}, nats`, ...(beyond ? ["difference"] : []), "thought likeliest"])];
  S.$("head").replaceChildren(element("tr", {}, ...heads.map((textContent) => element("th", { textContent, scope: "col" }))));
  S.$("table").replaceChildren(...data.words.map((word, n) => tableRow([word, ...rows.flatMap((row) =>
    [row.nats[n].toFixed(2), ...(row.beyond ? [signed(row.beyond[n])] : []), likely(row.guesses[n], 3)])], 0)));
}

function lineOf(S, row, r) {
  const buttons = [...S.D.words, "next?"].map((word, n) => {
    const button = element("button", { type: "button" }, element("span", { textContent: word, title: word }), element("small"));
    const nats = row.nats[n], beyond = row.beyond?.[n];
    if (nats === undefined) button.className = "more";
    else {
      button.style.setProperty("--share", `${Math.min(100, 100 * nats / MOST_NATS)}%`);
      button.classList.toggle("unknown", row.unknown[n]);
      button.classList.toggle("apart", Math.abs(beyond ?? 0) >= APART_NATS);
      button.lastChild.textContent = nats.toFixed(1) + (beyond === undefined ? "" : ` ${mark(beyond)}${signed(beyond, 1)}`);
    }
    for (const event of ["pointerenter", "focus"]) button.addEventListener(event, () => point(S, n));
    button.addEventListener("click", () => { point(S, n); S.send(n); });
    return button;
  });
  return element("div", {}, element("h3", { textContent: row.name }), element("div", { className: "line" }, ...buttons));
}

const signed = (value, digits = 2) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);
const mark = (value) => (value >= APART_NATS ? "▲" : value <= -APART_NATS ? "▼" : "");
const percent = (chance) => `${(100 * chance).toFixed(chance < 0.001 ? 3 : chance < 0.1 ? 1 : 0)} %`;
const likely = (guesses, most = 5) => guesses.slice(0, most).map(([word, chance]) => `${word} ${percent(chance)}`).join(", ");

function point(S, n) {
  if (n === S.at) return;
  S.at = n;
  show(S);
}

function show(S) {
  const { D, $ } = S, at = S.at ?? S.chosen;
  [...$("lines").children].forEach((line) => [...line.querySelectorAll("button")].forEach((button, n) => {
    button.ariaPressed = n === S.chosen ? "true" : "false";
    button.classList.toggle("at", n === at);
  }));
  const last = at === D.words.length;
  const told = D.rows.map((row) => (last ? `${row.name} expects ${likely(row.guesses[at])}`
    : `${row.name}: ${row.nats[at].toFixed(2)} nats, a chance of ${percent(Math.exp(-row.nats[at]))}${row.unknown[at] ? " (read as an unknown word)" : ""}; it expected ${likely(row.guesses[at])}`));
  write($("tell"), `${last ? "What comes next?" : `“${D.words[at]}”`} ${told.join(" — ")}.`);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".surprise");
  let S = places.get(parentElement);
  if (S?.root !== root) {
    const $ = (id) => root.querySelector(`[data-id="${id}"]`);
    S = { root, $, id: null, at: null, chosen: 0 };
    places.set(parentElement, S);
    root.surprise = S; // for tests and the curious
  }
  S.send = (picked) => setTriggerValue("picked", picked);
  S.chosen = data.chosen;
  if (S.id !== data.surprise.id) take(S, data.surprise);
  show(S);
}

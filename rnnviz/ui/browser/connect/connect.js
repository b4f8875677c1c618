// Words as buttons: the one pointed at, or focused, says how much each later prediction depends on it.

const places = new WeakMap();

function take(S, data) {
  S.id = data.id;
  S.D = data;
  S.at = Math.min(S.at, data.words.length - 2); // nothing is predicted from the last word
  S.$("lines").replaceChildren(...data.rows.map((row) => lineOf(S, row)));
  S.$("head").replaceChildren(element("tr", {}, ...["Word predicted", ...data.rows.map((row) => row.name)]
    .map((textContent) => element("th", { textContent, scope: "col" }))));
  show(S);
}

function lineOf(S, row) {
  const line = element("div", { className: "line" }, ...S.D.words.map((word, n) => {
    const last = n === S.D.words.length - 1;
    const button = element("button", { type: "button" }, element("span", { textContent: word, title: word }), element("small"));
    if (last) button.ariaDisabled = "true";
    else for (const event of ["pointerenter", "focus", "click"]) button.addEventListener(event, () => point(S, n));
    return button;
  }));
  return element("div", {}, element("h3", { textContent: row.name }), line);
}

function point(S, n) {
  if (n === S.at) return;
  S.at = n;
  show(S);
}

// The share of word s in the prediction of word n, or null where it isn't read before.
const shareOf = (row, s, n) => (n > s ? row.shares[n - 1][s] : null);

function show(S) {
  const { D, at, $ } = S;
  D.rows.forEach((row, r) => {
    [...$("lines").children[r].querySelectorAll("button")].forEach((button, n) => {
      const share = shareOf(row, at, n);
      button.ariaPressed = n === at ? "true" : "false";
      button.classList.toggle("hot", share !== null);
      button.style.setProperty("--share", `${Math.min(100, 2 * (share ?? 0))}%`);
      button.lastChild.textContent = share === null ? "" : `${share.toFixed(share < 10 ? 1 : 0)} %`;
    });
  });
  const said = D.rows.map((row) => `${row.name}: ${list(row, at, D.words)}`).join(" — ");
  write($("tell"), `How much each later word's prediction depends on “${D.words[at]}”, of all it depends on. ${said}.`);
  write($("caption"), `Share of “${D.words[at]}” in what each later prediction depends on (measured now)`);
  $("table").replaceChildren(...D.words.slice(at + 1).map((word, n) =>
    tableRow([word, ...D.rows.map((row) => `${shareOf(row, at, at + 1 + n).toFixed(1)} %`)], 0)));
}

const list = (row, at, words) => {
  const last = words.length - 1;
  return `${shareOf(row, at, at + 1).toFixed(0)} % of the next word, ${shareOf(row, at, last).toFixed(1)} % of the last`;
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".connect");
  let S = places.get(parentElement);
  if (S?.root !== root) {
    const $ = (id) => root.querySelector(`[data-id="${id}"]`);
    S = { root, $, id: null, at: 1 };
    places.set(parentElement, S);
    root.connect = S; // for tests and the curious
  }
  if (S.id !== data.connect.id) take(S, data.connect);
}

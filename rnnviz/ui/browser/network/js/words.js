// The same in words: the line above the picture, the live region, the table twin.

const number = (value) => {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = Math.abs(value) < 5e-7 ? "0" : Math.abs(value) < 0.001 ? value.toExponential(1) : String(+value.toPrecision(3));
  return text.replaceAll("-", "−");
};

// Which units of a vector are struck and which keep an old value, at one step.
function fates(S, vector, layer, t) {
  const { D } = S, struck = [], partly = [], old = [];
  for (let u = 0; u < D.H; u++) {
    const lost = struckShare(D, vector.edge, layer, t, u);
    if (lost === 1) struck.push(u); else if (lost > 0) partly.push(u);
    if (renewalOf(D, vector.edge, layer, t, u) === 0) old.push(u);
  }
  return { struck, partly, old };
}

function vectorSentence(S, vector, layer, t) {
  const noise = S.D.masks(vector.edge, layer), { struck, partly, old } = fates(S, vector, layer, t), parts = [];
  if (noise.some((mask) => mask.fill === "zero")) {
    parts.push(`${struck.length} of ${S.D.H} units of ${vector.name} dropped`);
    if (partly.length) parts.push(`${partly.length} for some gates only`);
  }
  if (noise.some((mask) => mask.fill === "gaussian")) parts.push(`Gaussian noise on ${vector.name}`);
  if (noise.some((mask) => !multiplies(mask))) parts.push(`${old.length} of ${S.D.H} units of ${vector.name} keep their old value`);
  return parts.join(", ");
}

function weightSentence(S, layer) {
  return ["weights", "rows"].flatMap((edge) => S.D.masks(edge, layer).map((mask) => {
    const count = mask.gates * mask.units * mask.across;
    let struck = 0;
    for (let g = 0; g < mask.gates; g++) for (let u = 0; u < mask.units; u++) for (let k = 0; k < mask.across; k++) struck += mask.factor(0, g, u, k) === 0;
    return `${struck} of ${count} ${edge === "rows" ? "rows" : "elements"} of W_hh dropped`;
  }));
}

function stepSentence(S, t) {
  const { D } = S;
  const lost = factorOf(D, "word", 0, t, 0) === 0 ? ", dropped whole" : "";
  const layers = S.vectors.map((vectors, l) => {
    const said = [...vectors.map((vector) => vectorSentence(S, vector, l, t)), ...weightSentence(S, l)].filter(Boolean);
    return said.length ? `layer ${l + 1}: ${said.join(", ")}` : "";
  }).filter(Boolean);
  return [`step ${t + 1} of ${D.T}: reads “${D.tokens[t]}”${lost}`, ...layers].join("; ") + (layers.length ? "." : "; no noise.");
}

// What the letters in and beside the boxes stand for.
function lettersOf(D) {
  const noisy = (key) => D.edges.some((edge) => edge.key === key && edge.noises.length);
  return [D.cell === "lstm" ? "c: the memory" : "", "h: the state", "h in: the state before, as it enters the gates",
    noisy("candidate") ? "g: noise on what is written" : "", noisy("weights") ? "W: noise on elements of W_hh" : "",
    noisy("rows") ? "ruled W: noise on rows of W_hh" : ""].filter(Boolean).join(" · ");
}

const say = (S) => { write(S.$("live"), stepSentence(S, S.t)); };

function tellStep(S) {
  const { D, t } = S, [word, chance] = D.guesses[t];
  if (!S.touched) return `Play, or touch: ${S.fixed ? "" : "an edge switches its noise, "}a box opens below, a word and a later prediction make a path.`;
  return `Step ${t + 1} reads “${D.tokens[t]}”${S.p < 1 ? "" : ` and predicts “${word}” (${percent(chance)})`}.`;
}

// A unit in one line; the lens has its whole formula.
function tellUnit(S) {
  const { t, l, u } = S.hover, lines = formulaOf(S.D, l, t, u);
  const states = lines.filter((line) => line.value !== undefined).map((line) => `${line.name} = ${number(line.value)}${line.old ? " (old value kept)" : ""}`);
  const lost = lines.filter((line) => line.lost).map((line) => line.name);
  return `Layer ${l + 1}, step ${t + 1}, unit ${u + 1}: ${states.join(", ")}${lost.length ? ` · dropped: ${lost.join(", ")}` : ""}`;
}

// The line above the picture: what is touched, else what step it is.
function tell(S) {
  const { D, $ } = S, edge = S.lit && D.edges.find((one) => one.key === S.lit);
  const text = edge ? `${edge.label}: ${edge.noises.join("; and ") || "no noise"} · click to switch it ${edge.noises.length ? "off" : "on"}` : S.hover ? tellUnit(S) : tellStep(S);
  write($("tell"), text);
}

function fillTable(S) {
  if (!S.$("twin").open) return;
  const rows = [];
  for (let l = S.D.L - 1; l >= 0; l--) {
    for (const vector of [...S.vectors[l]].reverse()) {
      const { struck, partly, old } = fates(S, vector, l, S.t);
      let most = 0;
      for (let u = 0; u < S.D.H; u++) most = Math.max(most, Math.abs(vector.value(S.t, u)));
      const some = partly.length ? ` (${partly.length} partly)` : "";
      rows.push([l + 1, vector.name, number(most), struck.length + some, old.length, [...struck, ...old].map((u) => u + 1).join(" ") || "none"]);
    }
  }
  write(S.$("caption"), stepSentence(S, S.t));
  S.$("table").replaceChildren(...rows.map((row) => tableRow(row, 1)));
}

// The standing parts: edges, boxes and badges in SVG, words and cells as a grid that takes the keys.

const DASHES = { dash: "7 5", dot: "0.1 6", dashdot: "10 5 0.1 5" };

const headOf = ([x, y, way]) => (way === "up" ? `M${x} ${y}l-5 8h10z` : `M${x} ${y}l-8 -5v10z`);

function edgeGroup(edge, lines) {
  const d = lines.map((line) => line.d).join("");
  const heads = lines.map((line) => headOf(line.head)).join("");
  return make("g", { class: "edge", "data-edge": edge },
    make("path", { class: "halo", d }), make("path", { class: "line", d }),
    make("path", { class: "head", d: heads }), make("path", { class: "touch", d }));
}

function badgeGroup(edge, letter, places) {
  const badges = places.map(([x, y]) => make("g", { transform: `translate(${x} ${y})` },
    edge === "candidate" ? make("circle", { r: 8 }) : make("rect", { x: -7, y: -7, width: 14, height: 14, rx: edge === "rows" ? 0 : 3 }),
    ...(edge === "rows" ? [make("path", { class: "rule", d: "M-7 -2.5h14M-7 2.5h14" })] : []),
    make("text", { y: 3.5 })));
  for (const badge of badges) badge.lastChild.textContent = letter;
  return make("g", { class: "badges", "data-edge": edge }, ...badges);
}

function frames(D, G, edge, key) {
  const group = make("g", { class: "frames", "data-edge": edge });
  for (let t = 0; t < D.T; t++) for (let l = 0; l < D.L; l++) {
    group.append(make("rect", { x: G.boxLeft(t) + PAD - 3, y: G.rowTop(l, key) - 2.5, rx: 3,
      width: G.block.width + 5, height: G.block.height + 4 }));
  }
  return group;
}

// Where one mask lasts, a band ties its copies together.
function bands(D, G, edge) {
  const group = make("g", { class: "bands", "data-edge": edge });
  const tops = {
    input: [G.plateTop(0)], output: [G.plateTop(D.L)],
    between: Array.from({ length: D.L - 1 }, (_, l) => G.plateTop(l + 1)),
    recurrent: Array.from({ length: D.L }, (_, l) => G.rowTop(l, "rec")),
    hidden: Array.from({ length: D.L }, (_, l) => G.rowTop(l, "h")),
    cell: D.cell === "lstm" ? Array.from({ length: D.L }, (_, l) => G.rowTop(l, "c")) : [],
  }[edge] ?? [];
  for (const y of tops) {
    group.append(make("rect", { x: G.boxLeft(0) + PAD - 4, y: y - 4, rx: 5, height: G.block.height + 7,
      width: G.boxLeft(D.T - 1) - G.boxLeft(0) + G.block.width + 7 }));
  }
  return group;
}

function drawNetwork(S) {
  const { D, G, $ } = S, drawing = $("drawing");
  drawing.setAttribute("width", G.width);
  drawing.setAttribute("height", G.height);
  const boxes = make("g", { class: "boxes" });
  for (let t = 0; t < D.T; t++) for (let l = 0; l < D.L; l++) {
    boxes.append(make("rect", { x: G.boxLeft(t), y: G.boxTop(l), width: G.box.width, height: G.box.height, rx: 7 }));
  }
  const words = make("g", { class: "words", "data-edge": "word" });
  for (let t = 0; t < D.T; t++) words.append(make("rect", { x: G.boxLeft(t) - WIDER, y: G.wordTop, width: G.box.width + 2 * WIDER, height: WORD, rx: 15 }));
  const edges = D.edges.map((edge) => edge.key), has = (edge) => edges.includes(edge);
  drawing.replaceChildren(
    ...edges.map((edge) => bands(D, G, edge)), boxes, words,
    make("path", { class: "route", "data-id": "route" }),
    ...Object.entries(edgeLines(D, G)).map(([edge, lines]) => edgeGroup(edge, lines)),
    ...(has("hidden") ? [frames(D, G, "hidden", "h")] : []),
    ...D.edges.filter((edge) => edge.letter).map((edge) => badgeGroup(edge.key, edge.letter, badgePlaces(D, G, edge.key))));
  S.meetings = make("g", { class: "meetings" });
  const side = G.block.cell + 1;
  S.spot = make("g", { class: "spot", style: "display: none" }, ...G.rows.map(() => make("rect", { x: -1, y: -1, width: side, height: side })));
  $("over").replaceChildren(S.meetings, S.spot);
  for (const name of ["width", "height"]) $("over").setAttribute(name, G[name]);
  drawColumns(S);
  drawGrid(S);
  drawGutter(S);
}

function drawColumns(S) {
  const { D, G, $ } = S, ratio = Math.min(2, devicePixelRatio || 1);
  S.columns = Array.from({ length: D.T }, (_, t) => {
    const canvas = element("canvas", { width: Math.ceil(G.pitch * ratio), height: Math.ceil(G.height * ratio) });
    const left = G.boxLeft(t) - G.gap;
    Object.assign(canvas.style, { left: `${left}px`, width: `${Math.ceil(G.pitch * ratio) / ratio}px`, height: `${Math.ceil(G.height * ratio) / ratio}px` });
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, -left * ratio, 0); // draw in the stage's own coordinates
    return { canvas, pen };
  });
  $("columns").replaceChildren(...S.columns.map((column) => column.canvas));
  Object.assign($("stage").style, { width: `${G.width}px`, height: `${G.height}px` });
  Object.assign($("now").style, { width: `${G.pitch - 8}px`, height: `${G.height}px` });
}

// Rows of the grid from the top: predictions, the layers, words.
function drawGrid(S) {
  const { D, G, $ } = S;
  const rows = [
    { kind: "guess", name: "predictions", top: 0, height: WORD },
    ...Array.from({ length: D.L }, (_, n) => D.L - 1 - n).map((l) => ({ kind: "cell", l, name: `layer ${l + 1}`, top: G.boxTop(l), height: G.box.height })),
    { kind: "word", name: "words", top: G.wordTop, height: WORD },
  ];
  S.grid = rows.map((row, r) => Array.from({ length: D.T }, (_, t) => gridCell(S, row, r, t)));
  $("grid").replaceChildren(...rows.map((row, r) => element("div", { role: "row", ariaLabel: row.name }, ...S.grid[r])));
  S.at = { r: rows.length - 2, t: 0 };
  S.grid[S.at.r][0].tabIndex = 0;
}

function gridCell(S, row, r, t) {
  const { D, G } = S;
  const cell = element("div", { className: row.kind, role: "gridcell", tabIndex: -1 });
  const wider = row.kind === "cell" ? 0 : WIDER; // words need room
  Object.assign(cell.style, { left: `${G.boxLeft(t) - wider}px`, top: `${row.top}px`, width: `${G.box.width + 2 * wider}px`, height: `${row.height}px` });
  cell.place = { ...row, r, t };
  if (row.kind === "cell") cell.ariaLabel = `layer ${row.l + 1}, step ${t + 1}`;
  if (row.kind === "word") cell.append(element("span", { textContent: D.tokens[t] }), element("small", { textContent: t + 1 }));
  if (row.kind === "guess") cell.append(element("span", { textContent: D.guesses[t][0] }));
  return cell;
}

function drawGutter(S) {
  const { D, G, $ } = S, labels = [["predicts", WORD / 2, "row"], ["reads", G.wordTop + WORD / 2, "row"]];
  for (let l = 0; l < D.L; l++) {
    labels.push([`layer ${l + 1}`, G.boxTop(l) - 4, "row"]);
    for (const key of G.rows) labels.push([key === "rec" ? "h in" : key, G.rowMiddle(l, key), "part"]);
  }
  $("gutter").replaceChildren(...labels.map(([text, y, kind]) => {
    const label = element("span", { textContent: text, className: kind });
    label.style.top = `${y}px`;
    return label;
  }));
}

// What changes with the noise alone; the nodes stay, so that focus stays too.
function styleEdges(S) {
  const { D, $ } = S;
  const noisy = D.edges.filter((edge) => edge.noises.length > 0);
  for (const group of $("drawing").querySelectorAll("[data-edge]")) {
    const place = group.dataset.edge;
    const edge = noisy.find((one) => one.key === place) ?? noisy.find((one) => one.places.includes(place));
    group.classList.toggle("noisy", Boolean(edge));
    group.classList.toggle("lasting", Boolean(edge?.lasting));
    group.style.setProperty("--edge", edge?.colour ?? "");
    group.style.setProperty("--dash", edge ? DASHES[edge.dash] : "none");
  }
  drawChips(S);
  S.grid.at(-1).forEach((cell, t) => {
    const lost = factorOf(D, "word", 0, t, 0) === 0;
    cell.classList.toggle("struck", lost);
    cell.title = D.tokens[t];
    cell.title = D.tokens[t];
    cell.ariaLabel = `word ${t + 1}: ${D.tokens[t]}${lost ? ", dropped whole" : ""}; Enter starts a path`;
  });
  S.grid[0].forEach((cell, t) => {
    const [word, chance] = D.guesses[t];
    cell.ariaLabel = `prediction after step ${t + 1}: ${word}, ${percent(chance)}; Enter ends a path`;
    cell.title = `${word} · ${percent(chance)}`;
  });
}

const short = (rate) => +rate.toPrecision(3);
const percent = (share) => `${(100 * share).toPrecision(2)} %`;

function drawChips(S) {
  const { D, $ } = S, keys = D.edges.map((edge) => edge.key).join();
  if (S.chipKeys !== keys) {
    S.chipKeys = keys;
    S.chips = D.edges.map((edge) => {
      const line = make("svg", { viewBox: "0 0 30 8", "aria-hidden": "true" }, make("path", { d: "M2 4H28" }));
      return element("span", { className: "chip" },
        element("button", { type: "button", "data-edge": edge.key }, line, element("span", { textContent: edge.label })),
        element("button", { type: "button", "data-adjust": edge.key }));
    });
    $("edges").replaceChildren(...S.chips);
  }
  D.edges.forEach((edge, n) => {
    const chip = S.chips[n], [button, adjust] = chip.children, noisy = edge.noises.length > 0;
    button.ariaPressed = noisy;
    button.ariaDisabled = adjust.ariaDisabled = S.fixed;
    chip.style.setProperty("--edge", noisy ? edge.colour : "");
    chip.style.setProperty("--dash", noisy ? DASHES[edge.dash] : "none");
    button.ariaDescription = noisy ? edge.noises.join("; and ") : "no noise";
    adjust.hidden = !noisy;
    const rates = edge.settings.map((noise) => short(noise.rate));
    adjust.textContent = `${rates.join(" + ")} ▾`;
    adjust.ariaLabel = `Set the noise ${edge.label}: ${rates.map((rate) => `rate ${rate}`).join(" and ")}`;
  });
}

// The component: one state object for each place in the page, kept over reruns of the script.

const states = new WeakMap();

function finder(parent) {
  const found = {};
  for (const node of parent.querySelectorAll("[data-id]")) found[node.dataset.id] = node;
  for (const name of ["net", "lens", "twin"]) found[name] = parent.querySelector(`.${name}`);
  found.clear = parent.querySelector("[data-do=clear]");
  found.root = found.net;
  return (name) => (name === "route" ? parent.querySelector("[data-id=route]") : found[name]);
}

function fresh(parent) {
  return { $: finder(parent), t: 0, p: 1, speed: 1, layer: 0, unit: 0, hover: null, lit: null, playing: false, begun: false, set: null,
    touched: false, path: { from: null, to: null, route: null }, told: [], id: null, shape: null, given: null, stream: Math.random().toString(36).slice(2), sent: 0, unheard: [] };
}

function update(S, { picture, path, fixed, plays, heard }) {
  if (heard[0] === S.stream) S.unheard = S.unheard.filter(([number]) => number > heard[1]);
  S.fixed = fixed; // its noise stays as it is
  S.colours = coloursOf(S.$("root"));
  if (S.id !== picture.id) take(S, picture);
  if (path && JSON.stringify(path) !== S.given) {
    S.given = JSON.stringify(path);
    S.path = { from: Math.min(path[0], S.D.T - 1), to: Math.min(path[1], S.D.T - 1), route: path[2] };
    follow(S, S.path.from);
  }
  refresh(S);
  if (plays && !S.begun && !still()) play(S);
  S.begun = true;
}

function take(S, picture) {
  S.id = picture.id;
  S.D = decode(picture);
  S.vectors = Array.from({ length: S.D.L }, (_, l) => vectorsOf(S.D, l));
  const shape = [picture.cell, picture.steps, picture.layers, picture.units, picture.edges.length].join();
  if (S.shape === shape) retell(S); else reset(S, shape);
  styleEdges(S);
}

function reset(S, shape) {
  S.shape = shape;
  S.playing = false;
  Object.assign(S, { t: 0, p: 1, touched: false, hover: null, told: [], unit: 0, layer: 0, path: { from: null, to: null, route: S.path.route } });
  S.$("scrub").max = S.D.T;
  layOut(S);
  showPlaying(S);
}

function layOut(S) {
  S.room = S.$("frame").clientWidth;
  S.G = geometryOf(S.D, S.room - S.$("gutter").offsetWidth - 12);
  S.told = [];
  drawNetwork(S);
}

function retell(S) {
  S.D.tokens.forEach((word, t) => { S.grid.at(-1)[t].firstChild.textContent = word; });
  S.D.guesses.forEach(([word], t) => { S.grid[0][t].firstChild.textContent = word; });
}

function refresh(S) {
  const { D, $ } = S;
  $("range").textContent = D.cell === "lstm" ? `h ± ${number(D.most.h)}, c ± ${number(D.most.c)}` : `h ± ${number(D.most.h)}`;
  $("first").textContent = [D.H < D.units_in_all ? `the first ${D.H} of ${D.units_in_all} units` : "", D.note].filter(Boolean).join(" · ");
  const has = (test) => D.picture.masks.some(test);
  $("struck").hidden = !has((mask) => mask.fill === "zero");
  $("old").hidden = !has((mask) => mask.fill === "previous");
  $("lasting").hidden = !has((mask) => mask.lasting);
  write($("letters"), lettersOf(D));
  S.lensSignature = null;
  paintAll(S);
  showPath(S);
  showStep(S);
  showSettings(S);
}

function light(S, edge) {
  if (S.lit === edge) return;
  S.lit = edge;
  for (const node of S.$("root").querySelectorAll("[data-edge]")) node.classList.toggle("lit", node.dataset.edge === edge);
  tell(S);
}

const edgeAt = (event) => event.target.closest?.("[data-edge]:not(.bands):not(.words):not([data-edge=carry])")?.dataset.edge ?? null;

function listen(S) {
  const { $ } = S, acts = { play: () => (S.playing && S.until === "end" ? pause(S) : play(S)), step: () => stepBy(S, 1), back: () => stepBy(S, -1), clear: () => clearPath(S) };
  $("root").addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
  $("scrub").addEventListener("input", () => { S.playing = false; goTo(S, $("scrub").value - 1); showPlaying(S); });
  $("scrub").addEventListener("change", () => say(S));
  $("speed").addEventListener("change", () => { S.speed = Number($("speed").value); });
  for (const name of ["drawing", "edges"]) {
    $(name).addEventListener("pointerover", (event) => light(S, edgeAt(event)));
    $(name).addEventListener("pointerleave", () => light(S, null));
    $(name).addEventListener("click", (event) => { const edge = edgeAt(event); if (edge) touchEdge(S, edge, event); });
  }
  $("edges").addEventListener("focusin", (event) => light(S, edgeAt(event)));
  $("edges").addEventListener("focusout", () => light(S, null));
  $("twin").addEventListener("toggle", () => fillTable(S));
  $("lens").addEventListener("toggle", () => drawLens(S));
  listenToGrid(S);
  listenToUnits(S);
  listenToSettings(S);
  S.watch = new ResizeObserver(() => { if (S.D && S.$("frame").clientWidth !== S.room) { layOut(S); styleEdges(S); refresh(S); } });
  S.watch.observe($("frame"));
}

function listenToGrid(S) {
  const grid = S.$("grid");
  grid.addEventListener("keydown", (event) => walk(S, event));
  grid.addEventListener("click", (event) => { const cell = event.target.closest("[role=gridcell]"); if (cell) press(S, cell.place, unitAt(S, cell, event)); });
  grid.addEventListener("focusin", (event) => { rove(S, event.target.place, false); peek(S, event.target.place, null); });
  grid.addEventListener("focusout", () => peek(S, null));
  grid.addEventListener("pointermove", (event) => { const cell = event.target.closest("[role=gridcell]"); peek(S, cell?.place, cell && unitAt(S, cell, event)); });
  grid.addEventListener("pointerleave", () => peek(S, null));
}

// The unit of a box under the pointer, or null.
function unitAt(S, cell, event) {
  if (cell.place.kind !== "cell" || !event.clientX) return null;
  const bounds = cell.getBoundingClientRect(), { block, rows } = S.G;
  const x = event.clientX - bounds.left - PAD, y = (event.clientY - bounds.top - PAD) % (block.height + SPACE);
  if (x < 0 || y < 0 || x >= block.width || y >= block.height || rows.length === 0) return null;
  const unit = Math.floor(y / block.cell) * block.across + Math.floor(x / block.cell);
  return unit < S.D.H ? unit : null;
}

// Hovering or focusing a box shows its inside; nothing is sent.
function peek(S, place, unit = null) {
  if (S.playing) return;
  const wanted = place?.kind === "cell" ? { t: place.t, l: place.l, u: unit ?? S.unit } : null;
  if (JSON.stringify(wanted) === JSON.stringify(S.hover)) return;
  S.hover = wanted;
  spot(S, wanted && unit !== null ? wanted : null);
  tell(S);
  drawLens(S);
}

// The same unit in each vector of its box.
function spot(S, at) {
  const { G } = S, { block } = G;
  S.spot.style.display = at ? "" : "none";
  if (!at) return;
  const x = G.boxLeft(at.t) + PAD + (at.u % block.across) * block.cell, down = Math.floor(at.u / block.across) * block.cell;
  [...S.spot.children].forEach((rect, n) => rect.setAttribute("transform", `translate(${x} ${G.rowTop(at.l, G.rows[n]) + down})`));
}

function press(S, place, unit) {
  if (place.kind !== "cell") { choose(S, place.kind, place.t); return; }
  S.playing = false;
  S.layer = place.l;
  S.unit = unit ?? S.unit;
  S.hover = null;
  S.$("lens").open = true;
  goTo(S, place.t);
  pause(S);
  S.send({ kind: "unit", layer: S.layer, step: S.t, unit: S.unit });
}

function rove(S, place, focus = true) {
  S.grid[S.at.r][S.at.t].tabIndex = -1;
  S.at = { r: place.r, t: place.t };
  const cell = S.grid[place.r][place.t];
  cell.tabIndex = 0;
  if (focus) cell.focus();
}

function walk(S, event) {
  const { r, t } = S.at, last = S.D.T - 1;
  const moves = { ArrowLeft: [r, t - 1], ArrowRight: [r, t + 1], ArrowUp: [r - 1, t], ArrowDown: [r + 1, t], Home: [r, 0], End: [r, last] };
  const move = moves[event.key], at = S.grid[r][t].place;
  if (event.key === "Enter" || event.key === " ") press(S, at, null);
  else if (move) rove(S, { r: Math.max(0, Math.min(S.grid.length - 1, move[0])), t: Math.max(0, Math.min(last, move[1])) });
  else return;
  event.preventDefault();
}

function listenToUnits(S) {
  const units = S.$("units"), under = (event) => {
    const u = Math.floor((event.clientX - S.$("strip").getBoundingClientRect().left) / S.strips.wide);
    return u >= 0 && u < S.D.H ? u : null;
  };
  const look = (u) => { const now = view(S); S.hover = u === null ? null : { ...now, u }; drawLens(S); };
  units.addEventListener("pointermove", (event) => { if (!S.playing) look(under(event)); });
  units.addEventListener("pointerleave", () => look(null));
  units.addEventListener("click", (event) => { const u = under(event); if (u !== null) pick(S, u, true); });
  units.addEventListener("keydown", (event) => {
    const last = S.D.H - 1, by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 8, PageDown: -8, Home: -last, End: last }[event.key];
    if (by !== undefined) pick(S, Math.max(0, Math.min(last, S.unit + by)), false);
    else if (event.key === "Enter") pick(S, S.unit, true);
    else return;
    event.preventDefault();
  });
}

function pick(S, unit, send) {
  S.unit = unit;
  S.hover = null;
  drawLens(S);
  if (send) S.send({ kind: "unit", layer: S.layer, step: S.t, unit });
}

export default function ({ data, parentElement, setTriggerValue }) {
  let S = states.get(parentElement);
  const root = parentElement.querySelector(".net");
  if (!S || S.$("root") !== root) {
    S = fresh(parentElement);
    states.set(parentElement, S);
    listen(S);
    root.network = S; // for tests and the curious
  }
  S.send = (touched) => { // with all that may not have arrived: Streamlit keeps the last of two
    S.unheard.push([++S.sent, touched]);
    setTriggerValue("touched", [S.stream, S.unheard]);
  };
  update(S, data);
  return () => { S.playing = false; cancelAnimationFrame(S.frame); S.watch.disconnect(); };
}

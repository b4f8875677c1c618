// The panel that sets the noise on a class of edges: how often it strikes, how long a mask lasts.

const PANEL = 272;

// At a place in pixels of the component; it shows as soon as the class carries noise.
function openSettings(S, edge, [x, y], focus) {
  if (S.fixed) return;
  S.set = { edge, x, y, focus, shown: false };
  showSettings(S);
}

function closeSettings(S, focus = false) {
  const edge = S.set?.edge;
  S.set = null;
  S.$("set").hidden = true;
  if (focus) S.$("edges").querySelector(`[data-adjust="${edge}"]`)?.focus();
}

function showSettings(S) {
  const panel = S.$("set"), edge = S.set && S.D.edges.find((one) => one.key === S.set.edge);
  if (!edge?.settings.length) {
    if (S.set?.shown) S.set = null;
    panel.hidden = true;
    return;
  }
  const signature = [edge.key, ...edge.settings.map((noise) => noise.fill)].join();
  if (S.setSignature !== signature) fillSettings(S, edge, signature);
  edge.settings.forEach((noise, n) => {
    const { rate, said, share } = S.setRows[n], coarse = Number.isInteger(+(noise.rate * 20).toFixed(6));
    rate.step = rate.min = coarse ? 0.05 : 0.001;
    rate.value = noise.rate;
    said.textContent = short(noise.rate);
    share.value = noise.share;
  });
  panel.style.setProperty("--edge", edge.colour);
  const width = S.$("root").clientWidth;
  panel.style.left = `${Math.max(0, Math.min(S.set.x - PANEL / 2, width - PANEL))}px`;
  panel.hidden = false;
  panel.style.top = `${topOf(S, panel.offsetHeight)}px`;
  if (S.set.focus && !S.set.shown) S.setRows[0].rate.focus({ preventScroll: true });
  S.set.shown = true;
}

// Below the place touched, or above it where the window ends sooner and there is room.
function topOf(S, height) {
  const below = S.set.y + 14, above = S.set.y - 14 - height, root = S.$("root").getBoundingClientRect();
  return root.top + below + height > innerHeight && above >= 0 ? above : below;
}

const chipOf = (S, edge) => S.$("edges").querySelector(`button[data-edge="${edge}"]`);

function fillSettings(S, edge, signature) {
  S.setSignature = signature;
  S.setRows = edge.settings.map((noise) => settingsRow(S, edge, noise.fill));
  S.$("set").setAttribute("aria-label", `Noise ${edge.label}`);
  S.$("set").replaceChildren(
    element("strong", { textContent: edge.label }),
    element("button", { type: "button", className: "close", ariaLabel: "Close", textContent: "×", onclick: () => closeSettings(S, true) }),
    ...S.setRows.flatMap((row) => row.nodes),
    element("button", { type: "button", textContent: "Switch off", onclick: () => { closeSettings(S); S.send({ kind: "edge", edge: edge.key }); chipOf(S, edge.key).focus(); } }),
  );
}

function settingsRow(S, edge, fill) {
  const name = { zero: "Rate of dropping", previous: "Rate of zoneout", gaussian: "Rate of Gaussian noise" }[fill];
  const rate = element("input", { type: "range", max: 0.95, ariaLabel: name }), said = element("output", {});
  const share = element("select", {}, ...edge.shares.map((value) => element("option", { value, textContent: S.D.picture.share_labels[value] })));
  const send = () => S.send({ kind: "noise", edge: edge.key, fill, rate: Number(rate.value), share: share.value });
  rate.addEventListener("input", () => { said.textContent = short(Number(rate.value)); });
  rate.addEventListener("change", send);
  share.addEventListener("change", send);
  const nodes = [
    element("label", {}, element("span", { textContent: name }), said, rate),
    element("label", {}, element("span", { textContent: "A mask lasts" }), share),
  ];
  return { rate, said, share, nodes };
}

function listenToSettings(S) {
  S.$("set").addEventListener("keydown", (event) => { if (event.key === "Escape") closeSettings(S, true); });
  S.$("root").addEventListener("pointerdown", (event) => { if (S.set?.shown && !S.$("set").contains(event.target)) closeSettings(S); });
  S.$("edges").addEventListener("click", (event) => {
    const edge = event.target.closest("[data-adjust]")?.dataset.adjust;
    if (edge) openSettings(S, edge, placeIn(S, event), true);
  });
}

// Where in the component an event was; a key press is where its button is.
function placeIn(S, event) {
  const root = S.$("root").getBoundingClientRect(), box = event.target.getBoundingClientRect();
  const [x, y] = event.clientX ? [event.clientX, event.clientY] : [box.left + box.width / 2, box.bottom];
  return [x - root.left, y - root.top];
}

// One touch switches a class on or off; switched on, it can be set where it was touched.
function touchEdge(S, edge, event) {
  if (S.fixed) return;
  const noisy = S.D.edges.find((one) => one.key === edge).settings.length > 0;
  if (noisy) closeSettings(S); else openSettings(S, edge, placeIn(S, event), false);
  S.send({ kind: "edge", edge });
}

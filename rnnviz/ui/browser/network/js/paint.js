// The moving parts: one small canvas for each step, so that a frame repaints one column only.

const SHADES = 24;

function coloursOf(root) {
  const style = getComputedStyle(root), pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (name) => {
    pen.fillStyle = style.getPropertyValue(name).trim() || "#888";
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const text = rgb("--st-text-color"), back = rgb("--st-background-color"), primary = rgb("--st-primary-color");
  const dark = back[0] + back[1] + back[2] < 380;
  const mix = (a, b, share) => `rgb(${a.map((v, i) => Math.round(v + (b[i] - v) * share)).join()})`;
  const [minus, plus] = dark ? [[104, 178, 255], [255, 158, 84]] : [[22, 98, 186], [196, 82, 8]];
  const zero = back.map((v, i) => v + (text[i] - v) * 0.08);
  const ramp = Array.from({ length: 2 * SHADES + 1 }, (_, n) =>
    mix(zero, n < SHADES ? minus : plus, Math.abs(n - SHADES) / SHADES));
  root.style.setProperty("--ramp", `linear-gradient(to right, ${[0, 0.5, 1].map((x) => ramp[Math.round(x * 2 * SHADES)]).join()})`);
  return { ramp, mark: mix(back, text, 0.62), line: mix(back, text, 0.3), faint: mix(back, text, 0.16), text: mix(back, text, 1), back: mix(back, back, 0), pulse: mix(primary, primary, 0) };
}

// Small activations are shown too: magnitudes go by the power 0.6.
function shade(ramp, value, most) {
  const share = most ? Math.min(1, Math.abs(value) / most) ** 0.6 : 0;
  return ramp[SHADES + Math.round((value < 0 ? -share : share) * SHADES)];
}

const ease = (x) => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x));

// One vector as a block of unit cells. `shown` lets values appear, `strike` draws the strokes.
function paintBlock(S, pen, left, top, vector, layer, t, shown, strike) {
  const { D, colours } = S, { across, cell } = S.G.block, size = cell - 1;
  const noise = D.masks(vector.edge, layer), zoned = noise.some((mask) => !multiplies(mask));
  const struck = [], old = [];
  pen.globalAlpha = 0.12 + 0.88 * shown;
  for (let u = 0; u < D.H; u++) {
    const x = left + (u % across) * cell, y = top + Math.floor(u / across) * cell;
    const lost = noise.length ? struckShare(D, vector.edge, layer, t, u) : 0;
    if (lost) struck.push([x, y, lost]);
    if (zoned && renewalOf(D, vector.edge, layer, t, u) === 0) old.push([x, y]);
    if (lost === 1 && strike > 0.5) continue; // an empty cell, outlined below
    pen.fillStyle = shade(colours.ramp, vector.value(t, u), vector.most);
    pen.fillRect(x, y, size, size);
  }
  if (strike > 0) paintStrikes(pen, colours, struck, size, strike);
  if (strike > 0) paintKept(pen, colours, old, size, strike);
  pen.globalAlpha = 1;
}

function paintStrikes(pen, colours, struck, size, strike) {
  pen.globalAlpha = ease(strike);
  pen.lineWidth = 1;
  pen.strokeStyle = colours.faint;
  pen.beginPath();
  for (const [x, y, lost] of struck) if (lost === 1) pen.rect(x + 0.5, y + 0.5, size - 1, size - 1);
  pen.stroke();
  pen.strokeStyle = colours.mark;
  pen.beginPath();
  for (const [x, y, lost] of struck) {
    const long = size * strike * (lost < 1 ? 0.6 : 1);
    pen.moveTo(x, y + size);
    pen.lineTo(x + long, y + size - long);
    if (size >= 10 && lost === 1) { pen.moveTo(x, y); pen.lineTo(x + long, y + long); }
  }
  pen.stroke();
}

function paintKept(pen, colours, old, size, strike) {
  pen.globalAlpha = ease(strike);
  pen.fillStyle = colours.text;
  const thick = Math.max(1, Math.round(size / 6)), middle = Math.floor((size - thick) / 2);
  for (const [x, y] of old) pen.fillRect(x, y + middle, size, thick);
}

// How far step t has come: 1 behind, 0 ahead of the moment; all of it before the first touch.
function progress(S, t) {
  if (!S.touched || t < S.t) return 1;
  return t === S.t ? S.p : 0;
}

function paintColumn(S, t) {
  const { D, G, columns } = S, { pen } = columns[t];
  pen.clearRect(G.boxLeft(t) - G.gap - 1, 0, G.pitch + 2, G.height);
  const done = progress(S, t) * (D.L + 1);
  for (let l = 0; l < D.L; l++) paintLayer(S, pen, l, t, done - l);
  paintPlate(S, pen, D.L, t, done - D.L);
  if (t === S.t && S.touched && S.p < 1) paintPulses(S, pen, t, done);
  const told = done > D.L + 0.6;
  if (S.told[t] !== told) { S.told[t] = told; S.grid[0][t].classList.toggle("later", !told); }
}

function paintLayer(S, pen, l, t, done) {
  const { G } = S, left = G.boxLeft(t) + PAD, shown = ease((done - 0.55) / 0.4);
  paintPlate(S, pen, l, t, done);
  for (const vector of S.vectors[l]) {
    if (vector.key === "in" || vector.key === "out" || vector.key === "g") continue;
    const lasting = S.D.masks(vector.edge, l).some((mask) => mask.lasting);
    const at = vector.key === "rec" ? (done - 0.3) / 0.25 : (done - 0.75) / 0.25;
    const strike = lasting ? 1 : Math.max(0, Math.min(1, at));
    paintBlock(S, pen, left, G.rowTop(l, vector.key), vector, l, t, vector.key === "rec" ? ease((done - 0.25) / 0.3) : shown, strike);
  }
}

// The copy that meets noise on its way up, drawn only where there is noise.
function paintPlate(S, pen, l, t, done) {
  const { D, G } = S, top = l === D.L, layer = top ? l - 1 : l;
  const vector = S.vectors[layer].find((one) => one.key === (top ? "out" : "in"));
  const noise = D.masks(vector.edge, layer);
  if (!noise.length) return;
  const lasting = noise.some((mask) => mask.lasting);
  const strike = lasting ? 1 : Math.max(0, Math.min(1, (done - 0.3) / 0.25));
  pen.fillStyle = S.colours.back;
  pen.fillRect(G.boxLeft(t) + PAD - 3, G.plateTop(l) - 3, G.block.width + 5, G.block.height + 5);
  paintBlock(S, pen, G.boxLeft(t) + PAD, G.plateTop(l), vector, layer, t, ease((done - 0.2) / 0.3), strike);
}

function paintPulses(S, pen, t, done) {
  const { D, G, colours } = S, l = Math.min(D.L, Math.floor(done)), q = (done - l) / 0.6;
  if (q >= 1) return;
  const dot = (x, y) => { pen.moveTo(x + 5, y); pen.arc(x, y, 5, 0, 7); };
  pen.fillStyle = colours.pulse;
  pen.beginPath();
  const from = l === 0 ? G.wordTop : G.boxTop(l - 1);
  dot(G.middle(t), from - q * G.rise);
  if (l < D.L && t > 0) {
    const x = G.boxLeft(t) - G.gap * (1 - q), s = ease(q), mid = (key) => G.rowMiddle(l, key);
    dot(x, mid("h") + (mid("rec") - mid("h")) * s);
    if (D.cell !== "rnn") dot(x, mid(D.cell === "lstm" ? "c" : "h"));
  }
  pen.fill();
}

function paintAll(S) {
  for (let t = 0; t < S.D.T; t++) paintColumn(S, t);
}

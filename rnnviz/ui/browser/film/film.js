// The film: one state object for each place in the page, kept over reruns of the script.

const TALL = 6, APART = 16, STEP_MS = 900; // a unit's row in pixels; between the two pictures; at speed 1
const films = new WeakMap();

function fresh(root) {
  const $ = (id) => root.querySelector(`[data-id="${id}"]`);
  return { root, $, t: 0, p: 0, speed: 1, gate: 0, playing: false, id: null };
}

function take(S, film, step) {
  if (S.id === null) S.t = step;
  S.id = film.id;
  S.D = { ...film, T: film.steps, B: film.examples, strips: film.strips.map(maskOf) };
  S.t = Math.min(S.t, S.D.T - 1);
  S.$("scrub").max = S.D.T;
  const apart = S.D.strips.some((strip) => strip.gates > 1);
  S.$("gates").hidden = !apart;
  S.$("gate").replaceChildren(...S.D.gates.map((name, n) => element("option", { value: n, textContent: `${name} gate`, selected: n === S.gate })));
  S.$("old").hidden = S.D.strips.every(multiplies);
  S.$("blur").hidden = S.D.strips.every((strip) => strip.fill !== "gaussian");
  S.cards = S.D.strips.map((strip) => cardOf(S, strip));
  const layers = [...new Set(S.D.strips.map((strip) => strip.layer))];
  S.$("cards").replaceChildren(...layers.map((layer) =>
    element("div", { className: "layer" }, ...S.cards.filter(({ strip }) => strip.layer === layer).map((card) => card.figure))));
  layCards(S);
}

// What multiplies a unit at a step: `other` is the example, or for weights the unit it comes from.
const factorAt = (S, strip, t, unit, other) => strip.factor(t, S.gate, unit, other);
const nameOf = (strip) => `layer ${strip.layer + 1}: ${strip.label}`;
const rowsOf = (S, strip) => (strip.units > 1 ? Math.min(strip.units, S.D.units) : S.D.units);
const acrossOf = (S, strip) => (strip.weights ? S.D.units : S.D.B);

function cardOf(S, strip) {
  const time = element("canvas", { ariaHidden: "true" }), all = element("canvas", { ariaHidden: "true" });
  const moment = element("div", { className: "moment" }), counts = element("small"), rows = strip.of === "words" ? "words" : "units";
  const below = strip.weights ? `from unit → · to unit ↓ · stands still` : `steps 1–${S.D.T} → · ${rows} ↓ · example 1`;
  const title = element("figcaption", {}, element("strong", { textContent: nameOf(strip) }),
    element("span", { textContent: `rate ${+strip.rate.toPrecision(3)} · a mask lasts ${strip.lasts}` }));
  const left = element("div", { className: "part" }, time, ...(strip.weights ? [] : [moment]), element("small", { textContent: below }));
  const right = element("div", { className: "part" }, all, element("small", { textContent: `${S.D.B} examples` }));
  const figure = element("figure", {}, title, element("div", { className: "pair" }, left, ...(strip.weights ? [] : [right])), counts);
  const card = { strip, figure, time, all, moment, counts };
  const tellAt = (examples) => (event) => hover(S, card, event, examples);
  time.addEventListener("pointermove", tellAt(false));
  all.addEventListener("pointermove", tellAt(true));
  figure.addEventListener("pointerleave", () => tell(S));
  return card;
}

function layCards(S) {
  S.room = S.$("cards").clientWidth;
  S.colours = coloursOf(S.root);
  if (!S.cards.length) return;
  const room = S.cards[0].figure.clientWidth - APART;
  S.wide = Math.max(7, Math.min(18, Math.floor(room / (S.D.T + S.D.B))));
  for (const { strip, time, all, moment } of S.cards) {
    const height = rowsOf(S, strip) * TALL;
    sized(time, strip.weights ? acrossOf(S, strip) * TALL : S.D.T * S.wide, height);
    sized(all, S.D.B * S.wide, height);
    Object.assign(moment.style, { width: `${S.wide + 1}px`, height: `${height + 3}px` });
  }
  paintStills(S);
}

function paintStills(S) {
  for (const { strip, time } of S.cards) {
    if (strip.weights) paintImage(S, strip, time, acrossOf(S, strip), TALL, (u, n) => factorAt(S, strip, 0, u, n));
    else paintImage(S, strip, time, S.D.T, S.wide, (u, n) => factorAt(S, strip, n, u, 0));
  }
  showStep(S);
}

function paintImage(S, strip, canvas, columns, wide, factor) {
  const pen = canvas.getContext("2d"), struck = [], rows = rowsOf(S, strip);
  pen.clearRect(0, 0, columns * wide, rows * TALL);
  pen.fillStyle = strip.colour;
  for (let n = 0; n < columns; n++) for (let u = 0; u < rows; u++) {
    const value = factor(u, n);
    if (value === 0) { struck.push([n * wide, u * TALL]); continue; }
    pen.globalAlpha = strip.fill === "gaussian" ? Math.max(0.08, Math.min(1, value / 2)) : 0.62;
    pen.fillRect(n * wide, u * TALL, wide - 1, TALL - 1);
  }
  pen.globalAlpha = 1;
  pen.strokeStyle = S.colours.mark;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const [x, y] of struck) {
    if (multiplies(strip)) { pen.moveTo(x + 1, y + TALL - 1.5); pen.lineTo(x + wide - 2, y + 0.5); } // dropped: a stroke across
    else { pen.moveTo(x, y + TALL / 2 - 0.5); pen.lineTo(x + wide - 1, y + TALL / 2 - 0.5); } // the old value goes on
  }
  pen.stroke();
}

// What a mask does at a step: how many elements it strikes and how many differ from the step before.
function countsOf(S, strip, t) {
  const found = { all: 0, struck: 0, changed: 0, first: [] };
  for (let u = 0; u < rowsOf(S, strip); u++) for (let n = 0; n < acrossOf(S, strip); n++) {
    const now = factorAt(S, strip, t, u, n);
    found.all++;
    if (now === 0) { found.struck++; if (n === 0 && !strip.weights) found.first.push(u + 1); }
    if (t > 0 && factorAt(S, strip, t - 1, u, n) !== now) found.changed++;
  }
  return found;
}

const verbOf = (strip) => (multiplies(strip) ? "dropped" : "keep their old value");
const countText = (S, strip, { all, struck, changed }) =>
  `step ${S.t + 1}: ${struck} of ${all} ${verbOf(strip)}${S.t > 0 ? `, ${changed || "none"} changed since step ${S.t}` : ""}`;

function showStep(S) {
  const { D, $, t } = S;
  $("scrub").value = t + 1;
  $("scrub").ariaValueText = `step ${t + 1} of ${D.T}`;
  write($("step"), `step ${t + 1} of ${D.T}`);
  S.counts = S.cards.map(({ strip }) => countsOf(S, strip, t));
  S.cards.forEach(({ strip, all, counts }, n) => {
    if (!strip.weights) paintImage(S, strip, all, D.B, S.wide, (u, b) => factorAt(S, strip, t, u, b));
    write(counts, countText(S, strip, S.counts[n]));
  });
  moveMoment(S);
  tell(S);
  fillTable(S);
}

// The frame stands on its step, then glides to the next.
function moveMoment(S) {
  const x = (S.t + (S.t < S.D.T - 1 ? ease((S.p - 0.75) / 0.25) : 0)) * S.wide;
  for (const { moment } of S.cards) moment.style.transform = `translateX(${x}px)`;
}

function sentence(S) {
  const changed = S.counts.filter((one) => one.changed > 0).length;
  if (S.t === 0) return `Step 1 of ${S.D.T}: play, and see which masks are drawn anew.`;
  return `Step ${S.t + 1} of ${S.D.T}: ${changed} of ${S.cards.length} masks differ from step ${S.t}, ${S.cards.length - changed} stand still.`;
}

const tell = (S) => write(S.$("tell"), sentence(S));

function say(S) {
  write(S.$("live"), [sentence(S), ...S.cards.map(({ strip }, n) => `${nameOf(strip)}, ${countText(S, strip, S.counts[n])}`)].join(" "));
}

function hover(S, { strip }, event, examples) {
  const n = Math.floor(event.offsetX / (strip.weights ? TALL : S.wide)), u = Math.floor(event.offsetY / TALL);
  if (n < 0 || u < 0 || u >= rowsOf(S, strip)) return;
  const t = strip.weights ? 0 : examples ? S.t : n, value = factorAt(S, strip, t, u, strip.weights ? n : examples ? n : 0);
  const place = strip.weights ? `weight from unit ${n + 1} to unit ${u + 1}` : `${strip.of === "words" ? "word" : "unit"} ${u + 1}, step ${t + 1}, example ${examples ? n + 1 : 1}`;
  const fate = value !== 0 ? `× ${+value.toPrecision(3)}` : multiplies(strip) ? "dropped" : "old value kept";
  write(S.$("tell"), `${nameOf(strip)}, ${place}: ${fate}.`);
}

function fillTable(S) {
  write(S.$("caption"), sentence(S));
  if (!S.root.querySelector(".twin").open) return;
  S.$("table").replaceChildren(...S.cards.map(({ strip }, n) => {
    const { all, struck, changed, first } = S.counts[n];
    const units = strip.weights ? "" : first.join(" ") || "none";
    return tableRow([nameOf(strip), strip.lasts, `${struck} of ${all}`, S.t > 0 ? changed : "", units], 0);
  }));
}

function play(S) {
  if (S.t === S.D.T - 1) { S.t = 0; showStep(S); }
  Object.assign(S, { playing: true, last: null, p: 0 });
  showPlaying(S);
  S.frame = requestAnimationFrame((now) => advance(S, now));
}

function advance(S, now) {
  if (!S.playing) return;
  S.p += S.last === null ? 0 : Math.min(0.5, ((now - S.last) * S.speed) / STEP_MS);
  S.last = now;
  if (S.p >= 1) {
    S.p = 0;
    S.t += 1;
    showStep(S);
    if (S.t === S.D.T - 1) { rest(S); return; }
  } else if (!still()) moveMoment(S);
  S.frame = requestAnimationFrame((later) => advance(S, later));
}

// Still again: the page's address may say where.
function rest(S) {
  S.playing = false;
  S.p = 0;
  cancelAnimationFrame(S.frame);
  showPlaying(S);
  moveMoment(S);
  say(S);
  S.send({ step: S.t });
}

function goTo(S, t) {
  S.t = (t + S.D.T) % S.D.T;
  showStep(S);
  rest(S);
}

function showPlaying(S) {
  S.root.classList.toggle("playing", S.playing);
  write(S.$("play"), S.playing ? "Pause" : "Play");
}

function listen(S) {
  const acts = { play: () => (S.playing ? rest(S) : play(S)), step: () => goTo(S, S.t + 1), back: () => goTo(S, S.t - 1) };
  S.root.addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
  S.$("scrub").addEventListener("input", () => { S.playing = false; S.p = 0; S.t = S.$("scrub").value - 1; showPlaying(S); showStep(S); });
  S.$("scrub").addEventListener("change", () => rest(S));
  S.$("speed").addEventListener("change", () => { S.speed = Number(S.$("speed").value); });
  S.$("gate").addEventListener("change", () => { S.gate = Number(S.$("gate").value); paintStills(S); say(S); });
  S.root.querySelector(".twin").addEventListener("toggle", () => fillTable(S));
  S.watch = new ResizeObserver(() => { if (S.$("cards").clientWidth !== S.room) layCards(S); });
  S.watch.observe(S.$("cards"));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".film");
  let S = films.get(parentElement);
  if (S?.root !== root) {
    S = fresh(root);
    films.set(parentElement, S);
    listen(S);
    root.film = S; // for tests and the curious
  }
  S.send = (rested) => setTriggerValue("rested", rested);
  if (S.id !== data.film.id) take(S, data.film, data.step);
  else layCards(S); // the theme may be another
  return () => { S.playing = false; cancelAnimationFrame(S.frame); S.watch.disconnect(); };
}

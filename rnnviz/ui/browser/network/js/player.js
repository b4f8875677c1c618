// Time: play, pause, step, scrub. Nothing here speaks to the server.

const HOP_MS = 520; // one layer's share of a step at speed 1

const stepMs = (S) => ((S.D.L + 1) * HOP_MS) / S.speed;

function goTo(S, t, p = 1) {
  const past = S.touched ? S.t : null;
  S.touched = true;
  S.t = t;
  S.p = p;
  if (past === null || Math.abs(t - past) > 1) paintAll(S);
  else { paintColumn(S, past); paintColumn(S, t); }
  showStep(S);
  follow(S);
}

// All that a new step changes outside the columns.
function showStep(S) {
  const { $, D, t } = S;
  $("scrub").value = t + 1;
  $("scrub").ariaValueText = `step ${t + 1} of ${D.T}, ${D.tokens[t]}`;
  write($("step"), `step ${t + 1} of ${D.T}`);
  $("now").hidden = !S.touched;
  $("now").style.transform = `translateX(${S.G.boxLeft(t) - (S.G.pitch - 8 - S.G.box.width) / 2}px)`;
  tell(S);
  drawLens(S);
  fillTable(S);
}

function follow(S, t = S.t) {
  const frame = S.$("frame"), gutter = S.$("gutter").offsetWidth, left = S.G.boxLeft(t) - S.G.gap;
  const low = frame.scrollLeft, room = frame.clientWidth - gutter;
  if (left >= low && left + S.G.pitch <= low + room) return;
  frame.scrollTo({ left: Math.max(0, left - room / 3), behavior: still() ? "auto" : "smooth" });
}

function play(S) {
  if (S.t === S.D.T - 1 && S.touched && S.p >= 1) goTo(S, 0, 0);
  else if (!S.touched) goTo(S, 0, 0);
  else if (S.p >= 1) goTo(S, S.t + 1, 0);
  if (still()) goTo(S, S.t, 1);
  run(S, true);
}

function run(S, on) {
  S.until = on ? "end" : "step";
  S.hover = null;
  S.playing = true;
  S.last = null;
  S.held = 0;
  cancelAnimationFrame(S.frame);
  S.frame = requestAnimationFrame((now) => advance(S, now));
  showPlaying(S);
}

function pause(S) {
  S.playing = false;
  cancelAnimationFrame(S.frame);
  showPlaying(S);
  tell(S);
  say(S);
}

function advance(S, now) {
  if (!S.playing) return;
  const share = S.last === null ? 0 : Math.min(0.5, (now - S.last) / stepMs(S));
  S.last = now;
  if (still()) { S.held += share; if (S.held >= 1) { S.held = 0; nextStep(S, 1); } }
  else if (S.p + share < 1) { S.p += share; paintColumn(S, S.t); }
  else { S.p = 1; nextStep(S, 0); }
  if (S.playing) S.frame = requestAnimationFrame((later) => advance(S, later));
}

function nextStep(S, p) {
  if (S.until === "step" || S.t === S.D.T - 1) { goTo(S, S.t, 1); pause(S); }
  else goTo(S, S.t + 1, p);
}

function stepBy(S, by) {
  const t = (S.t + by + S.D.T) % S.D.T, onward = by > 0 && t > 0 && !still();
  goTo(S, t, onward ? 0 : 1);
  if (onward) run(S, false); else pause(S);
}

function showPlaying(S) {
  const on = S.playing && S.until === "end";
  S.$("root").classList.toggle("playing", on);
  write(S.$("play"), on ? "Pause" : "Play");
}

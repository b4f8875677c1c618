// Inside one cell at one step: every vector unit by unit, and one unit's formula with its numbers.

const STRIP = 22;

const view = (S) => S.hover ?? { t: S.t, l: S.layer, u: S.unit };

// The strips: like the picture's vectors, but with each gate's own copy where masks are untied.
function stripsOf(S, l) {
  const { D } = S, copies = (vector) => {
    if (!gatesApart(D, vector.edge, l)) return [{ ...vector, gate: 0 }];
    const below = vector.key === "rec" ? (t, u) => D.h(l, t - 1, u) : l === 0 ? D.x ?? (() => 0) : (t, u) => D.h(l - 1, t, u);
    return D.gates.map((name, gate) => ({ ...vector, gate, name: `${vector.name.replace("the gates", name)}`,
      value: (t, u) => below(t, u) * (factorOf(D, vector.edge, l, t, u, gate) ?? 1) }));
  };
  const gates = D.cell === "rnn" ? [] : D.gates.map((name, g) => ({ key: "gate", name: `${name} gate`, edge: null, most: 1, value: (t, u) => D.gate(l, t, g, u), gate: 0 }))
    .filter((gate) => gate.name !== "candidate gate");
  const by = (key) => S.vectors[l].filter((vector) => vector.key === key).flatMap(copies);
  return [...by("in"), ...by("rec"), ...gates, ...by("g"), ...by("c"), ...by("h"), ...by("out")];
}

function drawLens(S) {
  const { t, l, u } = view(S), { D, $ } = S;
  if (!$("lens").open) return;
  const signature = `${D.id}/${l}/${S.strips?.width}/${$("units").clientWidth}`;
  if (S.lensSignature !== signature) layLens(S, l);
  paintLens(S, l, t);
  $("cursor").style.transform = `translateX(${u * S.strips.wide}px)`;
  $("cursor").style.width = `${S.strips.wide}px`;
  write($("inside"), `Inside layer ${l + 1} at step ${t + 1}, “${D.tokens[t]}”`);
  write($("unit"), `Unit ${u + 1} of ${D.units_in_all}${D.H < D.units_in_all ? ` (the first ${D.H} are drawn)` : ""}, with its own numbers:`);
  $("units").ariaValueMax = D.H;
  $("units").ariaValueNow = u + 1;
  const lines = formulaOf(D, l, t, u);
  $("units").ariaValueText = `unit ${u + 1}: ${lines.map((line) => `${line.name} ${line.text} ${line.note}`).join("; ")}`;
  showFormula(S, lines);
}

function layLens(S, l) {
  const { D, $ } = S, rows = stripsOf(S, l);
  const wide = Math.max(9, Math.min(24, Math.floor($("units").clientWidth / D.H)));
  $("names").replaceChildren(...rows.map((row) => element("span", { textContent: row.name, title: row.name })));
  const width = wide * D.H, height = STRIP * rows.length;
  sized($("strip"), width, height);
  $("cursor").style.height = `${height}px`;
  S.strips = { rows, wide, width, height };
  S.lensSignature = `${D.id}/${l}/${width}/${$("units").clientWidth}`;
}

function paintLens(S, l, t) {
  const { rows, wide, width, height } = S.strips, pen = S.$("strip").getContext("2d"), { D } = S;
  pen.clearRect(0, 0, width, height);
  rows.forEach((row, n) => {
    const middle = n * STRIP + STRIP / 2 - 1;
    pen.fillStyle = S.colours.faint;
    pen.fillRect(0, middle, width - 1, 1);
    for (let u = 0; u < D.H; u++) paintUnit(S, pen, row, l, t, u, u * wide, n * STRIP, middle);
  });
}

// A bar up for plus and down for minus; a cross for dropped, an equals sign for an old value kept.
function paintUnit(S, pen, row, l, t, u, x, top, middle) {
  const { D, colours } = S, wide = S.strips.wide - 1, reach = STRIP / 2 - 3;
  const factor = row.edge && factorOf(D, row.edge, l, t, u, row.gate), value = row.value(t, u);
  const bar = Math.max(1, (row.most ? Math.min(1, Math.abs(value) / row.most) ** 0.6 : 0) * reach);
  if (factor === 0) {
    pen.strokeStyle = colours.mark;
    pen.lineWidth = 1.25;
    const half = Math.min(wide / 2 - 1, 4), centre = x + wide / 2;
    pen.beginPath();
    pen.moveTo(centre - half, middle + half); pen.lineTo(centre + half, middle - half);
    pen.moveTo(centre - half, middle - half); pen.lineTo(centre + half, middle + half);
    pen.stroke();
    if (row.key !== "g") return;
    pen.globalAlpha = 0.3; // g was computed all the same: what is lost is its way into the memory
  }
  pen.fillStyle = shade(colours.ramp, value, row.most);
  pen.fillRect(x, value < 0 ? middle : middle - bar, wide, bar);
  pen.globalAlpha = 1;
  if (row.edge && renewalOf(D, row.edge, l, t, u) === 0) {
    pen.fillStyle = colours.text;
    pen.fillRect(x + 1, middle - 3, wide - 2, 1.5);
    pen.fillRect(x + 1, middle + 2, wide - 2, 1.5);
  }
}

const logit = (share) => Math.log(share / (1 - share));

function noteOf(D, edge, l, factor) {
  if (factor === null) return "no noise";
  if (factor === 0) return "dropped";
  const [mask] = D.masks(edge, l).filter(multiplies);
  if (mask.fill === "gaussian") return "blurred";
  return factor < 1 ? "its expected share" : "kept"; // classic scaling at evaluation
}

// A masked copy that enters the gates: one line, or one for each gate.
function copyLines(D, edge, name, value, l, t, u) {
  const apart = gatesApart(D, edge, l);
  return (apart ? D.gates : [""]).map((gate, g) => {
    const factor = factorOf(D, edge, l, t, u, g), known = value === null ? null : value;
    const product = known === null ? "" : factor === null ? number(known) : `${number(known)} × ${number(factor)} = ${number(known * factor)}`;
    return { name: apart ? `${name} → ${gate}` : `${name} → gates`, text: product, note: noteOf(D, edge, l, factor), lost: factor === 0 };
  });
}

// value × factor, then zoneout's choice between the new value and the one before.
function stateLine(D, edge, name, formula, fresh, before, l, t, u) {
  const factor = factorOf(D, edge, l, t, u), renewal = renewalOf(D, edge, l, t, u);
  const noisy = fresh * (factor ?? 1), value = renewal === null ? noisy : before + renewal * (noisy - before);
  const product = factor === null ? `${formula} = ${number(fresh)}` : `(${formula}) × ${number(factor)} = ${number(noisy)}`;
  if (renewal === null) return { name, text: product, note: noteOf(D, edge, l, factor), lost: factor === 0, fresh: noisy, value };
  const note = renewal === 0 ? `old value kept: ${number(before)}` : renewal === 1 ? "renewed" : `${number(renewal)} of the change: ${number(value)}`;
  return { name, text: product, note, lost: factor === 0, old: renewal === 0, fresh: noisy, value };
}

const gateLine = (name, squash, value) => ({
  name, note: "", text: `${squash}(${number(squash === "σ" ? logit(value) : Math.atanh(value))}) = ${number(value)}`,
});

function weightLines(D, l, u) {
  return ["weights", "rows"].flatMap((edge) => D.masks(edge, l).map((mask) => {
    const gates = D.gates.map((gate, g) => {
      let kept = 0;
      for (let k = 0; k < mask.across; k++) kept += mask.factor(0, g, u, k) !== 0;
      return mask.across > 1 ? `${gate} ${kept}/${mask.across}` : `${gate} ${kept ? "kept" : "dropped"}`;
    });
    return { name: edge === "rows" ? "its rows of W_hh" : "its weights in W_hh kept", text: gates.join(", "), note: "" };
  }));
}

function formulaOf(D, l, t, u) {
  const before = D.h(l, t - 1, u), below = l === 0 ? D.x?.(t, u) ?? null : D.h(l - 1, t, u);
  const first = [...copyLines(D, inwardEdge(l), l === 0 ? "x" : `h of layer ${l}`, below, l, t, u),
    ...copyLines(D, "recurrent", "previous h", before, l, t, u), ...weightLines(D, l, u)];
  const lines = [...first, ...{ lstm: lstmLines, gru: gruLines, rnn: rnnLines }[D.cell](D, l, t, u, before)];
  if (l < D.L - 1) return lines;
  const factor = factorOf(D, "output", l, t, u), value = D.h(l, t, u);
  return factor === null ? lines : [...lines, { name: "h → softmax", text: `${number(value)} × ${number(factor)} = ${number(value * factor)}`, note: noteOf(D, "output", l, factor), lost: factor === 0 }];
}

function writtenLine(D, l, t, u, g) {
  const factor = factorOf(D, "candidate", l, t, u), line = gateLine("g", "tanh", g);
  return factor === null ? line : { ...line, text: `${line.text}; × ${number(factor)} = ${number(g * factor)}`, note: noteOf(D, "candidate", l, factor), lost: factor === 0 };
}

function lstmLines(D, l, t, u, before) {
  const [i, f, g, o] = [0, 1, 2, 3].map((gate) => D.gate(l, t, gate, u)), old = D.c(l, t - 1, u);
  const written = g * (factorOf(D, "candidate", l, t, u) ?? 1);
  const c = stateLine(D, "cell", "c", `${number(f)} · ${number(old)} + ${number(i)} · ${number(written)}`, f * old + i * written, old, l, t, u);
  return [gateLine("i", "σ", i), gateLine("f", "σ", f), gateLine("o", "σ", o), writtenLine(D, l, t, u, g), c,
    stateLine(D, "hidden", "h", `${number(o)} · tanh(${number(c.fresh)})`, o * Math.tanh(c.fresh), before, l, t, u)];
}

function gruLines(D, l, t, u, before) {
  const [r, z, g] = [0, 1, 2].map((gate) => D.gate(l, t, gate, u));
  const written = g * (factorOf(D, "candidate", l, t, u) ?? 1), carried = before * (factorOf(D, "carry", l, t, u) ?? 1);
  return [gateLine("r", "σ", r), gateLine("z", "σ", z), writtenLine(D, l, t, u, g),
    stateLine(D, "hidden", "h", `(1 − ${number(z)}) · ${number(written)} + ${number(z)} · ${number(carried)}`, (1 - z) * written + z * carried, before, l, t, u)];
}

function rnnLines(D, l, t, u, before) {
  const value = D.gate(l, t, 0, u);
  return [stateLine(D, "hidden", "h", `tanh(${number(Math.atanh(value))})`, value, before, l, t, u)];
}

function showFormula(S, lines) {
  const list = S.$("formula");
  while (list.children.length > lines.length) list.lastChild.remove();
  while (list.children.length < lines.length) {
    list.append(element("div", {}, element("dt"), element("dd", {}, element("span"), element("small"))));
  }
  lines.forEach((line, n) => {
    const row = list.children[n], [term, told] = row.children;
    row.classList.toggle("lost", Boolean(line.lost));
    row.classList.toggle("old", Boolean(line.old));
    write(term, line.name);
    write(told.children[0], line.text);
    write(told.children[1], line.note);
  });
}

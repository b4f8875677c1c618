// The payload as numbers: text in, functions of (layer, step, unit) out. Done once for each payload.

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function numbersOf({ int16, step }) {
  const whole = new Int16Array(bytesOf(int16).buffer);
  return Float32Array.from(whole, (value) => value * step);
}

const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function maskOf(mask) {
  const [times, gates, units, across = 1] = mask.shape;
  const bytes = bytesOf(mask.bits ?? mask.float32);
  const floats = mask.float32 ? new Float32Array(bytes.buffer) : null;
  const factor = (t, gate, unit, other = 0) => {
    if (units > 1 && unit >= units) return 1; // an embedding may be narrower than a layer
    const place = ((((times > 1 ? t : 0) * gates + (gates > 1 ? gate : 0)) * units
      + (units > 1 ? unit : 0)) * across) + (across > 1 ? other : 0);
    if (floats) return floats[place];
    return (bytes[place >> 3] >> (7 - (place & 7))) & 1 ? mask.scale : 0;
  };
  return { ...mask, times, gates, units, across, factor };
}

function decode(picture) {
  const { steps: T, layers: L, units: H, gates } = picture;
  const hidden = numbersOf(picture.hidden);
  const memory = picture.memory && numbersOf(picture.memory);
  const active = numbersOf(picture.activations);
  const inputs = picture.inputs && numbersOf(picture.inputs);
  const I = inputs ? picture.inputs.shape[1] : H;
  const places = new Map(picture.edges.map((edge) => [edge.key, edge.places]));
  const masks = new Map(); // "place/layer" → the masks that fall there
  for (const mask of picture.masks.map(maskOf)) for (const place of places.get(mask.edge)) {
    const key = `${place}/${mask.layer}`;
    masks.set(key, [...(masks.get(key) ?? []), mask]);
  }
  return {
    ...picture, picture, T, L, H, I, G: gates.length,
    most: { h: largest(hidden), c: memory ? largest(memory) : 1, g: 1, x: inputs ? largest(inputs) : 1 },
    h: (l, t, u) => hidden[(l * (T + 1) + t + 1) * H + u], // t = −1 is the start
    c: (l, t, u) => memory[(l * (T + 1) + t + 1) * H + u],
    gate: (l, t, g, u) => active[((l * T + t) * gates.length + g) * H + u],
    x: inputs && ((t, u) => (u < I ? inputs[t * I + u] : 0)),
    masks: (edge, layer) => masks.get(`${edge}/${layer}`) ?? [],
  };
}

const multiplies = (mask) => mask.fill !== "previous";
const inwardEdge = (layer) => (layer === 0 ? "input" : "between");

// What multiplies a unit's value on an edge, for one gate; null where nothing does.
function factorOf(D, edge, layer, t, unit, gate = 0) {
  let product = null;
  for (const mask of D.masks(edge, layer)) {
    if (multiplies(mask)) product = (product ?? 1) * mask.factor(t, gate, unit);
  }
  return product;
}

// The share of the new value under zoneout; null without.
function renewalOf(D, edge, layer, t, unit) {
  const mask = D.masks(edge, layer).find((one) => !multiplies(one));
  return mask ? mask.factor(t, 0, unit) : null;
}

const gatesApart = (D, edge, layer) => D.masks(edge, layer).some((mask) => mask.gates > 1);

// How much of a unit is struck on an edge: 0 not, 1 wholly, between where only some gates lose it.
function struckShare(D, edge, layer, t, unit) {
  const gates = gatesApart(D, edge, layer) ? D.G : 1;
  let struck = 0;
  for (let gate = 0; gate < gates; gate++) struck += factorOf(D, edge, layer, t, unit, gate) === 0;
  return struck / gates;
}

// The mean over gates of the factor, 1 without noise: what a strip shows of a masked copy.
function meanFactor(D, edge, layer, t, unit) {
  const gates = gatesApart(D, edge, layer) ? D.G : 1;
  let sum = 0;
  for (let gate = 0; gate < gates; gate++) sum += factorOf(D, edge, layer, t, unit, gate) ?? 1;
  return sum / gates;
}

// What each layer draws: a vector's values, the edge whose noise meets it, and its scale.
function vectorsOf(D, layer) {
  const l = layer, edge = inwardEdge(l);
  const below = l === 0 ? D.x : (t, u) => D.h(l - 1, t, u);
  const masked = (name, value) => (t, u) => value(t, u) * meanFactor(D, name, l, t, u);
  const list = [
    { key: "in", row: 0, edge, name: l === 0 ? "x into the gates" : `h of layer ${l} into the gates`,
      value: below ? masked(edge, below) : () => 0, most: l === 0 ? D.most.x : D.most.h },
    { key: "rec", edge: "recurrent", name: "previous h into the gates",
      value: masked("recurrent", (t, u) => D.h(l, t - 1, u)), most: D.most.h },
    { key: "g", edge: "candidate", name: D.cell === "rnn" ? "new h" : "g, what is written",
      value: (t, u) => D.gate(l, t, D.gates.findIndex((g) => g === "candidate" || g === "hidden"), u), most: 1 },
    { key: "c", edge: "cell", name: "c, the memory", value: (t, u) => D.c(l, t, u), most: D.most.c },
    { key: "h", edge: "hidden", name: "h", value: (t, u) => D.h(l, t, u), most: D.most.h },
    { key: "out", edge: "output", name: "h out to the softmax",
      value: masked("output", (t, u) => D.h(l, t, u)), most: D.most.h },
  ];
  const has = { c: D.cell === "lstm", g: D.cell !== "rnn", out: l === D.L - 1 };
  return list.filter(({ key }) => has[key] ?? true);
}

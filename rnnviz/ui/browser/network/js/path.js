// The path tracer: the counts are Python's, looked up by route and lag.

function choose(S, kind, t) {
  const path = S.path;
  path[kind === "word" ? "from" : "to"] = t;
  if (path.from !== null && path.to !== null && path.to < path.from) path[kind === "word" ? "to" : "from"] = null;
  showPath(S);
  sendPath(S);
}

function sendPath(S) {
  const { from, to, route } = S.path;
  if (from !== null && to !== null) S.send({ kind: "path", from, to, route });
}

function clearPath(S) {
  S.path.from = S.path.to = null;
  showPath(S);
}

const routeOf = (S) => S.D.routes.find((route) => route.name === S.path.route) ?? S.D.routes.at(-1);

function pathSentence(S) {
  const { D, path: { from, to } } = S;
  if (from === null && to === null) return "Path: choose a word below and a later prediction above.";
  if (to === null) return `Path from “${D.tokens[from]}” (step ${from + 1}): now choose a prediction above.`;
  if (from === null) return `Path to the prediction after step ${to + 1}: now choose a word below.`;
  const route = routeOf(S), lag = to - from;
  return `“${D.tokens[from]}” → prediction ${lag === 1 ? "1 step" : `${lag} steps`} later: up ${route.up[lag]} · ${route.name} ${route.along[lag]} · survival ${number(route.survival[lag])} · ${lawOf(route)}`;
}

// What distance does to the count: nothing, or so many more at each step.
function lawOf(route) {
  const more = (route.along[1] ?? 0) - (route.along[0] ?? 0);
  if (more > 0) return `${more} more for each step further back`;
  return route.up[0] > 0 ? "as often however long ago" : "no noise on the way";
}

function showPath(S) {
  const { D, G, $, path } = S, whole = path.from !== null && path.to !== null, route = routeOf(S);
  path.route = route.name;
  $("route").setAttribute("d", whole ? routeLine(D, G, path.from, path.to, route.name) : "");
  const met = whole ? meetings(D, G, path.from, path.to, route) : [];
  S.meetings.replaceChildren(...met.map(({ x, y, edge }, n) => {
    const text = make("text", { y: 3.5 });
    text.textContent = n + 1;
    return make("g", { transform: `translate(${x} ${y})`, "data-edge": edge }, make("circle", { r: 9 }), text);
  }));
  S.grid.at(-1).forEach((cell, t) => { cell.ariaSelected = t === path.from; });
  S.grid[0].forEach((cell, t) => { cell.ariaSelected = t === path.to; });
  write($("path"), pathSentence(S));
  $("clear").hidden = path.from === null && path.to === null;
  showWays(S);
}

function showWays(S) {
  const names = S.D.routes.map((route) => route.name);
  if (S.wayNames !== names.join()) {
    S.wayNames = names.join();
    S.$("ways").replaceChildren(...names.map((name) => {
      const way = element("button", { type: "button", textContent: name });
      way.onclick = () => { S.path.route = name; showPath(S); sendPath(S); };
      return way;
    }));
  }
  S.$("ways").hidden = names.length < 2;
  [...S.$("ways").children].forEach((way, n) => { way.ariaPressed = names[n] === S.path.route; });
}

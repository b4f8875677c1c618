// One time for all pictures: whatever moves it, each of them is told the same moment.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Player } from "../../../rnnviz/ui/browser/network/player.js";

let frames = [];
let now = 0;
let quiet = false;

beforeEach(() => {
  frames = [];
  now = 0;
  quiet = false;
  globalThis.requestAnimationFrame = (beat) => frames.push(beat);
  globalThis.cancelAnimationFrame = () => {
    frames = [];
  };
  globalThis.matchMedia = () => ({ matches: quiet });
});

/** Lets so many milliseconds pass, frame by frame. */
function wait(ms) {
  for (const end = now + ms; now < end; now += 10) {
    for (const beat of frames.splice(0)) beat(now);
  }
}

/** A player of two pictures, each of which notes the moments that it is told. */
function playing(steps, speed = 1) {
  const noted = [[], []];
  const note = (n) => () => noted[n].push(player.moment);
  const bar = { speed, setSteps() {}, showStep: (t) => shown.push(t), showPlaying() {} };
  const shown = [];
  let wishes;
  const player = new Player(
    (asked) => {
      wishes = asked;
      return bar;
    },
    {
      pictures: () => [0, 1].map((n) => ({ moved: note(n), grew: note(n) })),
      token: String,
      ...{ moved() {}, began() {}, rested() {}, scrubbed() {} },
    },
  );
  player.reset({ steps, layers: 1 });
  return { player, noted, shown, wishes };
}

const DEEDS = {
  play: (wishes) => wishes.play(),
  "a step on": (wishes) => wishes.step(1),
  "a step back": (wishes) => wishes.step(-1),
  "the slider": (wishes) => wishes.scrub(3),
};

for (const still of [false, true]) {
  for (const [deed, act] of Object.entries(DEEDS)) {
    test(`${deed} moves both pictures alike${still ? ", without motion too" : ""}`, () => {
      quiet = still;
      const { noted, wishes } = playing(5);
      act(wishes);
      wait(6000);
      assert.ok(noted[0].length > 0);
      assert.deepEqual(noted[0], noted[1]);
    });
  }
}

test("play ends on the last step and stands there", () => {
  const { player, shown, wishes } = playing(4);
  wishes.play();
  wait(2000);
  assert.ok(player.playing);
  wait(9000);
  assert.deepEqual([player.moment, player.playing], [{ t: 3, p: 1, touched: true }, false]);
  assert.deepEqual([...new Set(shown)], [0, 1, 2, 3]);
});

for (const [steps, times, t] of [
  [6, 1, 1],
  [6, 5, 5],
  [6, 6, 0],
  [1, 1, 0],
]) {
  test(`${times} steps on of ${steps} come to step ${t + 1}, and as many back to the first`, () => {
    const { player, wishes } = playing(steps);
    for (let n = 0; n < times; n++) wishes.step(1);
    wait(5000);
    assert.deepEqual(player.moment, { t, p: 1, touched: true });
    for (let n = 0; n < times; n++) wishes.step(-1);
    assert.equal(player.moment.t, 0);
  });
}

test("twice the speed takes half the time", () => {
  const [once, twice] = [1, 2].map((speed) => {
    const { player, wishes } = playing(9, speed);
    wishes.play();
    const begun = now;
    while (player.playing) wait(100);
    return now - begun;
  });
  assert.ok(Math.abs(once / twice - 2) < 0.1, `${once} and ${twice} ms`);
});

// What `payload.py` packs and what `events.py` reads, as types.

import type { PackedMask, PackedNumbers } from "../shared/decode.js";

export type Cell = "lstm" | "gru" | "rnn";
export type Fill = PackedMask["fill"];

/** A gate, its noise where it is used; see `core.equations`, whose statement this is. */
export interface Gate {
  letter: string;
  name: string;
  squash: "sigmoid" | "tanh";
  reset: string;
  hook: string | null;
}

export interface Factor {
  letter: string;
  hook: string | null;
  form: "plain" | "rest" | "tanh";
}

export interface NewState {
  letter: "h" | "c";
  hook: string;
  terms: Factor[][];
}

export interface Setting {
  fill: Fill;
  rate: number;
  share: string;
}

export interface Edge {
  key: string;
  label: string;
  colour: string;
  dash: "dash" | "dot" | "dashdot";
  letter: string;
  places: string[];
  noises: string[];
  settings: Setting[];
  shares: string[];
  lasting: boolean;
}

export interface Route {
  key: "h" | "c";
  label: string;
  up: number[];
  along: number[];
  survival: number[];
  met: [edge: string, up: number, along: number][];
}

export interface Picture {
  id: string;
  cell: Cell;
  gates: Gate[];
  states: NewState[];
  gate_labels: string[];
  steps: number;
  layers: number;
  units: number;
  units_in_all: number;
  note: string;
  tokens: string[];
  guesses: [word: string, chance: number][];
  edges: Edge[];
  share_labels: Record<string, string>;
  masks: PackedMask[];
  routes: Route[];
  hidden: PackedNumbers;
  memory: PackedNumbers | null;
  activations: PackedNumbers;
  inputs: PackedNumbers | null;
}

export interface Data {
  pictures: Picture[];
  names: string[]; // nothing, where one stands alone
  path: [from: number, to: number, route: string] | null;
  fixed: boolean;
  plays: boolean;
  heard: [stream: string, number: number];
}

export type Touch =
  | { kind: "edge"; edge: string }
  | { kind: "noise"; edge: string; fill: Fill; rate: number; share: string }
  | { kind: "path"; from: number; to: number; route: string }
  | { kind: "unit"; layer: number; step: number; unit: number };

// What `payload.py` packs, as types.

import type { Mask, PackedMask } from "../shared/decode.js";

export interface PackedStrip extends PackedMask {
  label: string;
  colour: string;
  rate: number;
  lasts: string;
  weights: boolean;
  of: "words" | "units";
}

export type Strip = Mask<PackedStrip>;

export interface PackedFilm {
  id: string;
  steps: number;
  examples: number;
  units: number;
  gate_labels: string[];
  strips: PackedStrip[];
}

export interface Data {
  film: PackedFilm;
  step: number;
}

import type { Colours } from "../shared/colours.js";
import type { Geometry } from "./geometry.js";
import type { Pass } from "./pass.js";
import type { Vector } from "./vectors.js";

/** What is to be seen: replaced as a whole when anything of it changes, and never written to. */
export interface Scene {
  readonly pass: Pass;
  readonly vectors: readonly Vector[][]; // by layer
  readonly geometry: Geometry;
  readonly colours: Colours;
  readonly fixed: boolean; // its noise stays as it is
}

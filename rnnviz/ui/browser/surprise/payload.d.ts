// What `pack` packs, as types.

export type Guess = [word: string, chance: number];

export interface Row {
  name: string;
  nats: number[];
  unknown: boolean[];
  guesses: Guess[][];
  beyond?: number[]; // the difference from another model, in nats
}

export interface Text {
  id: string;
  words: string[];
  rows: Row[];
}

export interface Data {
  surprise: Text;
  chosen: number;
}

// What `pack` packs, as types.

export interface Row {
  name: string;
  shares: number[][]; // of each word before it, in percent, for each prediction
}

export interface Sentence {
  id: string;
  words: string[];
  rows: Row[];
}

export interface Data {
  connect: Sentence;
}

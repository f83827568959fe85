/** Numbers that look random and are the same for the same seed (mulberry32). Not for secrets. */
export interface Random {
  /** 0 up to and without `below`, whole. */
  whole(below: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  hex(length: number): string;
  /** True this often, 0 to 1. */
  chance(often: number): boolean;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number): number => Math.floor(next() * below);
  return {
    whole,
    pick: (from) => from[whole(from.length)] ?? from[0],
    hex: (length) => Array.from({ length }, () => whole(16).toString(16)).join(''),
    chance: (often) => next() < often,
  };
}

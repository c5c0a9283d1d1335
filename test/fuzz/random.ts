/** Numbers that look random and come again for the same seeds. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number
  chance(probability: number): boolean
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
}

/** splitmix32: a well-mixed 32-bit sequence in a few lines; its quality is far more than a fuzzer needs. */
export function createRandom(...seeds: readonly number[]): Random {
  let state = 0
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  // Neighbouring seeds must not give neighbouring sequences.
  for (const seed of seeds) state = next() ^ seed
  return {
    below: (limit) => Math.floor((next() / 2 ** 32) * limit),
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (list) => list[Math.floor((next() / 2 ** 32) * list.length)]!,
  }
}

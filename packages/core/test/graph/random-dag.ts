/** Repeatable numbers from 0 to 1. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

/** What each of `size` nodes reads: up to `width` of those before it, in a shuffled order of naming. */
export function randomDag(
  random: () => number,
  size: number,
  width: number,
): ReadonlyMap<string, readonly string[]> {
  const names = Array.from({ length: size }, (_, index) => `n${index}`).sort(() => random() - 0.5)
  const dag = names.map((name, index): [string, string[]] => {
    const count = Math.min(index, Math.floor(random() * (width + 1)))
    return [name, [...new Set(Array.from({ length: count }, () => names[Math.floor(random() * index)]!))]]
  })
  return new Map(dag.sort(() => random() - 0.5))
}

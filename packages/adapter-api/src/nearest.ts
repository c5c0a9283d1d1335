/**
 * "did you mean" for a misspelt name, where one is near enough.
 * @param options.compared the part of a candidate that is held against the name.
 * @param options.most how many letters may be wrong; a third of the name where it is left out.
 */
export function nearest(
  name: string,
  candidates: Iterable<string>,
  options: { readonly compared?: (candidate: string) => string; readonly most?: number } = {},
): string | undefined {
  let best: string | undefined
  const { compared = (candidate) => candidate, most = Number.POSITIVE_INFINITY } = options
  let bestDistance = Math.min(Math.ceil(name.length / 3), most) + 1
  for (const candidate of candidates) {
    const other = compared(candidate)
    if (Math.abs(other.length - name.length) >= bestDistance) continue
    const distance = editDistance(name, other)
    // Of a name of one letter, say, nothing may be left.
    if (distance < bestDistance && distance < Math.max(name.length, other.length)) {
      best = candidate
      bestDistance = distance
    }
  }
  return best === undefined ? undefined : `did you mean '${best}'?`
}

/** Letters put in, left out, changed or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + change)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, beforePrevious[j - 2]! + 1)
      }
      current.push(least)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length]!
}

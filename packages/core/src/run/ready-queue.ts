/** A binary heap: what is ready to run, the most urgent first. */
export interface ReadyQueue<Item> {
  readonly size: number
  push(item: Item): void
  pop(): Item | undefined
}

/** @param before whether the first comes before the second; a strict order. */
export function createReadyQueue<Item>(before: (one: Item, other: Item) => boolean): ReadyQueue<Item> {
  const heap: Item[] = []
  const rise = (from: number): void => {
    const item = heap[from]!
    let index = from
    while (index > 0) {
      const above = (index - 1) >>> 1
      if (!before(item, heap[above]!)) break
      heap[index] = heap[above]!
      index = above
    }
    heap[index] = item
  }
  const sink = (item: Item): void => {
    let index = 0
    for (;;) {
      let below = 2 * index + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below += 1
      if (!before(heap[below]!, item)) break
      heap[index] = heap[below]!
      index = below
    }
    heap[index] = item
  }
  return {
    get size() {
      return heap.length
    },
    push: (item) => {
      heap.push(item)
      rise(heap.length - 1)
    },
    pop: () => {
      const first = heap[0]
      const last = heap.pop()
      if (heap.length > 0) sink(last!)
      return first
    },
  }
}

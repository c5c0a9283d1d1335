import { existsSync, readdirSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fuzz } from './fuzz.js'
import { makeCase } from './fuzz-case.js'

/** As many as fit into a minute or so of two processors; `npm run fuzz` runs 5,000. */
const slice = Array.from({ length: 300 }, (_, number) => number)

const noEnvironment = () => ({})

test('broken projects get an error, and the warehouse stays whole', { timeout: 1_800_000 }, async () => {
  const { verdicts, kept } = await fuzz({ seed: 1, numbers: slice })
  const troubled = verdicts.filter(({ problems }) => problems.length > 0)
  expect([troubled, kept]).toEqual([[], null])
  expect(verdicts.map(({ number }) => number)).toEqual(slice)
  // Some are broken in a way that does no harm, some while they run, some before.
  expect([...new Set(verdicts.map(({ code }) => code))].sort()).toEqual([0, 1, 2])
})

test('a case that hangs is told of, and the others go on', { timeout: 600_000 }, async () => {
  const { verdicts, kept } = await fuzz({ seed: 1, numbers: [0, 1, 2], workers: 1, patience: 1 })
  try {
    expect(verdicts.map(({ number, problems }) => [number, problems])).toEqual([
      [0, ['it hangs']],
      [1, ['it hangs']],
      [2, ['it hangs']],
    ])
    expect(kept !== null && existsSync(kept) && readdirSync(kept)).not.toContain('server')
  } finally {
    if (kept !== null) rmSync(kept, { recursive: true, force: true })
  }
})

test('a case is the same whenever it is made, and another for another seed', () => {
  const files = (seed: number) => JSON.stringify([...makeCase(seed, 7, noEnvironment).files])
  expect(files(1)).toBe(files(1))
  expect(files(1)).not.toBe(files(2))
})

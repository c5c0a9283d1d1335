import { describe, expect, it } from 'vitest'
import { sectionMarkdown } from '../../benchmarks/harness/markdown.js'
import { measureProcess } from '../../benchmarks/harness/measure-process.js'
import { withSection } from '../../benchmarks/harness/results-file.js'
import { highestPeak, medianSeconds, spread } from '../../benchmarks/harness/sample.js'
import { takeTurns } from '../../benchmarks/harness/take-turns.js'
import { readOptions } from '../../benchmarks/options.js'

const samples = (...seconds: number[]) => seconds.map((value) => ({ seconds: value }))

describe('statistics', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(spread([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 })
    expect(medianSeconds(samples(4, 10, 1, 2))).toBe(3)
    expect(() => spread([])).toThrow(RangeError)
  })

  it('takes the highest peak of all runs, and none where none was seen', () => {
    expect(highestPeak([{ seconds: 1, peakBytes: 5 }, { seconds: 1, peakBytes: 7 }, { seconds: 1 }])).toBe(7)
    expect(highestPeak(samples(1))).toBeUndefined()
  })
})

describe('turns', () => {
  it('alternates, and lets a slow side run less often', async () => {
    const order: string[] = []
    const side = (name: string, runs: number) => ({
      name,
      runs,
      run: () => {
        order.push(name)
        return Promise.resolve({ seconds: order.length })
      },
    })
    const result = await takeTurns([side('a', 3), side('b', 1)], () => {})
    expect(order).toEqual(['a', 'b', 'a', 'a'])
    expect(result).toEqual([samples(1, 3, 4), samples(2)])
  })
})

describe('a measured process', () => {
  it.runIf(process.platform === 'linux')('has the peak of its own memory', async () => {
    const script = 'const b = Buffer.alloc(200_000_000, 1); setTimeout(() => console.log(b.length), 200)'
    const measured = await measureProcess(process.execPath, ['-e', script])
    expect(measured.stdout).toBe('200000000\n')
    expect(measured.peakBytes).toBeGreaterThan(200e6)
    expect(measured.peakBytes).toBeLessThan(400e6)
    expect(measured.seconds).toBeGreaterThan(0.2)
  })

  it('fails with the words of the program', async () => {
    const script = 'console.error("no such table"); process.exitCode = 3'
    await expect(measureProcess(process.execPath, ['-e', script])).rejects.toThrow(
      /ended with 3\nno such table/,
    )
  })

  it('is kept from the settings of who calls it', async () => {
    process.env.DBT_TARGET_OF_THE_CALLER = 'prod'
    try {
      const script = 'console.log(process.env.DBT_TARGET_OF_THE_CALLER, process.env.PGHOST)'
      const measured = await measureProcess(process.execPath, ['-e', script], { env: { PGHOST: 'given' } })
      expect(measured.stdout).toBe('undefined given\n')
    } finally {
      delete process.env.DBT_TARGET_OF_THE_CALLER
    }
  })
})

describe('results', () => {
  it('compares the programs of the same work with its first, and judges targets', () => {
    const text = sectionMarkdown({
      title: 'any',
      rows: [
        { work: 'parse', program: 'tdbt', samples: [{ seconds: 0.5, peakBytes: 120_400_000 }] },
        { work: 'parse', program: 'dbt', samples: samples(30, 40, 50) },
        { work: 'list', program: 'tdbt', samples: samples(0.25) },
      ],
      targets: [
        { text: 'in 1 s', met: true },
        { text: 'in 1 ms', met: false },
      ],
      notes: ['Same result.'],
    })
    expect(text).toBe(`| work  | program | median  | min - max       | runs | of the first | peak memory |
| ----- | ------- | ------- | --------------- | ---- | ------------ | ----------- |
| parse | tdbt    | 0.500 s | 0.500 - 0.500 s | 1    |              | 120 MB      |
|       | dbt     | 40.0 s  | 30.0 - 50.0 s   | 3    | 80.0 x       |             |
| list  | tdbt    | 0.250 s | 0.250 - 0.250 s | 1    |              |             |

- Target: in 1 s: met
- Target: in 1 ms: **missed**

- Same result.
`)
  })

  it('replaces a section and keeps the others, in the order of the suites', () => {
    const order = ['a', 'b', 'c']
    const one = withSection(null, order, 'c', 'old c')
    const two = withSection(one, order, 'a', 'the a')
    const three = withSection(two, order, 'c', 'new c\n')
    expect(three.slice(three.indexOf('## '))).toBe('## a\n\nthe a\n\n## c\n\nnew c\n')
    expect(withSection(three, order, 'c', 'new c')).toBe(three)
  })
})

describe('options', () => {
  it('runs everything five times unless told', () => {
    expect(readOptions([])).toMatchObject({ runs: 5, peerRuns: 5, peers: false, quick: false })
    expect(readOptions(['--only', 'parse,start', '--runs', '7', '--peer-runs', '2', '--peers'])).toEqual({
      only: ['parse', 'start'],
      runs: 7,
      peerRuns: 2,
      peers: true,
      quick: false,
    })
    expect(readOptions(['--quick'])).toMatchObject({ runs: 1 })
    expect(readOptions(['--help'])).toBeNull()
  })

  it('names what it can not read', () => {
    expect(() => readOptions(['--only', 'pares'])).toThrow(/--only pares: there are .*parse/)
    expect(() => readOptions(['--runs', '0'])).toThrow(/--runs must be 1 or more/)
  })
})

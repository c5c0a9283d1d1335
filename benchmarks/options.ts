import { parseArgs } from 'node:util'

/** In the order in which they run and stand in the results. */
export const suiteNames = [
  'start',
  'server',
  'parse',
  'views',
  'ingest',
  'retail',
  'servers',
  'airflow',
] as const

export type SuiteName = (typeof suiteNames)[number]

export interface Options {
  readonly only: readonly SuiteName[]
  readonly runs: number
  /** How often the programs of others run; some of them take minutes. */
  readonly peerRuns: number
  /** Whether to install and run dbt and pandas. */
  readonly peers: boolean
  /** Small sizes and one run, to see that the harness works; nothing is written. */
  readonly quick: boolean
}

export const usage = `npm run bench -- [options]

  --only NAME     ${suiteNames.join(', ')}; may be given more than once
  --runs N        runs of each program, in turn with the others; 5 unless told
  --peers         compare with dbt and pandas too, which are installed into the cache folder; takes an hour and more
  --peer-runs N   runs of those; as --runs unless told
  --quick         small sizes, one run, nothing written
`

/** Throws an Error with the reason where the command line can't be read, and null where help is asked for. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string' },
      'peer-runs': { type: 'string' },
      peers: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const runs = values.runs === undefined ? (values.quick ? 1 : 5) : count('--runs', values.runs)
  const peerRuns = values['peer-runs'] === undefined ? runs : count('--peer-runs', values['peer-runs'])
  const only = values.only.flatMap((list) => list.split(',')).map(suiteName)
  return {
    only: only.length > 0 ? only : suiteNames,
    runs,
    peerRuns,
    peers: values.peers,
    quick: values.quick,
  }
}

function count(flag: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${flag} must be 1 or more, not '${text}'`)
  return value
}

function suiteName(name: string): SuiteName {
  const found = suiteNames.find((known) => known === name)
  if (found === undefined) throw new Error(`--only ${name}: there are ${suiteNames.join(', ')}`)
  return found
}

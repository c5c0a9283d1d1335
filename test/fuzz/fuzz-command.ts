import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.js'

const usage = `Builds broken projects and tells of those that tdbt does not take well.

  npm run fuzz -- [--seed 1] [--count 5000] [--from 0] [--only N] [--workers N]

--only runs one case again; its project is kept where it has a problem.`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '5000' },
      from: { type: 'string', default: '0' },
      only: { type: 'string' },
      workers: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return print(usage)
  const seed = Number(values.seed)
  const first = Number(values.only ?? values.from)
  const count = values.only === undefined ? Number(values.count) : 1
  const numbers = Array.from({ length: count }, (_, index) => first + index)
  const started = performance.now()
  const { verdicts, kept } = await fuzz({
    seed,
    numbers,
    ...(values.workers !== undefined && { workers: Number(values.workers) }),
    onEnd: ({ number, mutations, problems }) => {
      if (problems.length === 0) return
      const lines = [...mutations.map((what) => `  ${what}`), ...problems.map((what) => `  ! ${what}`)]
      print([`case ${number}`, ...lines].join('\n'))
    },
  })
  const failed = verdicts.filter(({ problems }) => problems.length > 0).length
  const slowest = [...verdicts].sort((a, b) => b.seconds - a.seconds).slice(0, 5)
  print(`\nseed ${seed}: ${verdicts.length} cases in ${Math.round((performance.now() - started) / 1000)} s`)
  for (const code of [0, 1, 2])
    print(`  exit code ${code}: ${verdicts.filter((verdict) => verdict.code === code).length}`)
  print(
    `  slowest: ${slowest.map(({ number, seconds }) => `${number} (${seconds.toFixed(1)} s)`).join(', ')}`,
  )
  print(`  with problems: ${failed}${kept === null ? '' : `; their projects are in ${kept}`}`)
  return failed === 0 ? 0 : 1
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

process.exitCode = await main()

import { type Bench, createCaseRunner } from './run-case.js'

// A process of the pool: runs the cases whose numbers it is sent, each after the one before.

const runCase = createCaseRunner(JSON.parse(process.argv[2] ?? '') as Bench)
process.send?.('ready')

process.on('message', (number: number) => {
  runCase(number).then(
    (verdict) => process.send?.(verdict),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  )
})

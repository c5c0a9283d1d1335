import { type Bench, createCaseRunner } from './run-case.js'

// A process of the pool: runs the cases whose numbers it is sent, each after the one before.

const runCase = createCaseRunner(JSON.parse(process.argv[2] ?? '') as Bench)
process.send?.('ready')

// Without the pool there is nobody to tell.
process.on('disconnect', () => process.exit())

process.on('message', (number: number) => {
  runCase(number).then(
    (verdict) => process.send?.(verdict),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  )
})

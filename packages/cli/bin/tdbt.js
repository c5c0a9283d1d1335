#!/usr/bin/env node
import { readFileSync } from 'node:fs'

const argv = process.argv.slice(2)
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

if (argv.length === 1 && ['--version', '-v', '-V'].includes(argv[0])) {
  console.log(`tdbt ${version}`)
} else {
  const { runProcess } = await import('../dist/run-process.js')
  await runProcess(argv, version)
}

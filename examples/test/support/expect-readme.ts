import { expect } from 'vitest'
import type { Example } from './example.js'
import { linesMissing } from './readme-steps.js'

/** Runs what the README of an example says, and expects what it shows. */
export function expectReadme(example: Example): void {
  expect(example.readme.length).toBeGreaterThan(0)
  // What one block exports is there for the next ones, as in a terminal.
  let exported = ''
  for (const { commands, shown } of example.readme) {
    const { status, output } = example.run(exported + commands)
    expect(linesMissing(shown, output), `of the output of ${commands}${output}`).toEqual([])
    // Commands fail where the README shows an error, and nowhere else.
    const fails = shown.some((line) => /^FAIL \d|^\w+ Error in /.test(line))
    expect(status !== 0, `status ${status} of ${commands}${output}`).toBe(fails)
    exported += (commands.match(/^export .*\n/gm) ?? []).join('')
  }
}

import type { FlagValues } from './flag-values.js'
import { UsageError } from './usage-error.js'

/** The value of --output, whose choices differ by command: the first of them where it is not given. */
export function checkOutput<Choice extends string>(
  command: string,
  flags: FlagValues,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const given = flags.text('output')
  if (given === undefined) return choices[0]
  const found = choices.find((choice) => choice === given)
  if (found !== undefined) return found
  throw new UsageError(
    'option-value',
    `Invalid value for --output: '${given}' is not one of ${choices.join(', ')}.`,
    command,
  )
}

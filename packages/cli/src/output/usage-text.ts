import type { UsageError } from '../command-line/usage-error.js'
import type { Surroundings } from '../surroundings.js'
import { placeText } from './error-text.js'
import { plainPaint } from './paint.js'
import { createSecrets } from './secrets.js'
import { sourceExcerpt } from './source-excerpt.js'

/** A mistake in the command line as people read it, with how to ask for help. */
export function usageText(error: UsageError, { env, stdout }: Pick<Surroundings, 'env' | 'stdout'>): string {
  const { command, code, message, origin } = error
  const { place, source } = origin
  const style = { paint: plainPaint, columns: stdout.columns || 80, printerWidth: 80 }
  const excerpt = place && source !== undefined ? sourceExcerpt(place, source, style) : []
  const lines = [
    `Try '${command === undefined ? 'tdbt' : `tdbt ${command}`} --help' for help.`,
    '',
    `Error: ${message}`,
    ...(place ? [`  ${placeText(place)}`] : []),
    ...excerpt.map((line) => `    ${line}`),
    `  code: ${code}`,
  ]
  return createSecrets(env).scrub(lines.join('\n'))
}

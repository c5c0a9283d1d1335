import { join } from 'node:path'
import type { FlagValues } from '../command-line/flag-values.js'
import type { Surroundings } from '../surroundings.js'
import { openLogFile } from './log-file.js'
import type { LogFormat } from './log-formats.js'
import type { LogLevel, TextStyle } from './log-message.js'
import { colorPaint, plainPaint } from './paint.js'
import type { ReporterOptions } from './reporter.js'
import type { Secrets } from './secrets.js'
import { useColors } from './use-colors.js'

/** Columns for what is cut to fit where no terminal says how many it has (some say 0). */
const defaultColumns = 120

/** What the flags and the terminal say of how and where a command tells what it does. */
export function reporterOptions(
  flags: FlagValues,
  given: Surroundings & {
    readonly command: string
    readonly invocationId: string
    readonly secrets: Secrets
    /** Null: no log file. */
    readonly logFolder: string | null
  },
): ReporterOptions {
  const { stdout, env } = given
  const isTerminal = stdout.isTTY === true
  const quiet = flags.boolean('quiet')
  const debug = flags.boolean('debug')
  const style = (colors: boolean): TextStyle => ({
    paint: colors ? colorPaint() : plainPaint,
    printerWidth: flags.integer('printer-width'),
    columns: stdout.columns || defaultColumns,
  })
  const logPath = given.logFolder === null ? null : join(given.logFolder, 'dbt.log')
  return {
    stdout,
    console: {
      format: formatOf(flags.text('log-format'), debug ? 'debug' : 'text'),
      level: debug ? 'debug' : quiet ? 'error' : (flags.text('log-level') as LogLevel | 'none'),
      style: style(useColors(flags.boolean('use-colors'), env, isTerminal)),
    },
    file:
      logPath === null
        ? null
        : {
            path: logPath,
            log: openLogFile(logPath, flags.integer('log-file-max-bytes')),
            format: formatOf(flags.text('log-format-file'), 'debug'),
            level: flags.text('log-level-file') as LogLevel | 'none',
            style: style(flags.boolean('use-colors-file')),
          },
    isTerminal,
    quiet,
    showStack: debug,
    print: flags.boolean('print'),
    compiledAs: given.command === 'compile' && flags.text('output') === 'json' ? 'json' : 'text',
    invocationId: given.invocationId,
    now: () => new Date(),
    secrets: given.secrets,
  }
}

function formatOf(name: string, fallback: LogFormat): LogFormat {
  return name === 'default' ? fallback : (name as LogFormat)
}

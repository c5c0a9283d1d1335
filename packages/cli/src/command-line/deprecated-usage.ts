import { type Invocation, warn } from '@tdbt/core'
import { envName } from './flag-definition.js'
import type { FlagValues } from './flag-values.js'
import { flagDefinitions } from './flags.js'

/** Variables of dbt's own that are no flags. */
const otherVariables = [
  'INVOCATION_ENV',
  'RECORDED_FILE_PATH',
  'TEST_STATE_MODIFIED',
  'PACKAGE_HUB_URL',
  'DOWNLOAD_DIR',
  'PP_FILE_DIFF_TEST',
  'PP_TEST',
]

/** Warns of what the command line and the environment say in a way that dbt accepts no longer for ever. */
export function warnOfDeprecatedUsage(
  invocation: Invocation,
  argv: readonly string[],
  flags: FlagValues,
): void {
  if (argv.some((word) => /^(?:--models?(?:=.*)?|-m)$/s.test(word)))
    warn(invocation, 'ModelParamUsageDeprecation', 'write --select or -s instead of --models, --model and -m')
  const options = flags.text('warn-error-options') ?? ''
  const older = ['include', 'exclude'].filter((key) =>
    new RegExp(`[{,\\s"']${key}["']?\\s*:`).test(` ${options}`),
  )
  if (older.length > 0) {
    const newer = older.map((key) => `'${key === 'include' ? 'error' : 'warn'}' instead of '${key}'`)
    warn(invocation, 'WEOIncludeExcludeDeprecation', `write ${newer.join(', ')} in --warn-error-options`)
  }
  const known = new Set([...flagDefinitions.map(envName), ...otherVariables])
  for (const variable of Object.keys(invocation.env)) {
    const name = /^DBT_ENGINE_(.*)$/s.exec(variable)?.[1]
    if (name === undefined || known.has(name)) continue
    const message = `${variable} is no variable of dbt's, whose names begin with DBT_ENGINE_: take another name for it`
    warn(invocation, 'EnvironmentVariableNamespaceDeprecation', message)
  }
}

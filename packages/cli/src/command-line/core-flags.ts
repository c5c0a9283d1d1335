import type { Flags, IndirectSelection } from '@tdbt/core'
import type { FlagValues } from './flag-values.js'
import { UsageError } from './usage-error.js'
import { readWarnErrorOptions } from './warn-error-options.js'
import { readMapping } from './yaml-mapping.js'

/** Where dbt's `flags.WHICH` is another word than the command. */
const dbtNames: Readonly<Record<string, string>> = { ls: 'list', docs: 'generate' }

/** The flags as the steps of core know them. Throws a UsageError where --vars is no YAML mapping. */
export function coreFlags(
  which: string,
  projectDir: string,
  flags: FlagValues,
  argv: readonly string[],
): Flags {
  return {
    which: dbtNames[which] ?? which,
    projectDir,
    profilesDir: flags.text('profiles-dir'),
    profile: flags.text('profile'),
    target: flags.text('target'),
    targetPath: flags.text('target-path'),
    threads: threads(which, flags),
    vars: readMapping(which, '--vars', flags.text('vars')),
    ...selected(which, flags),
    exclude: flags.list('exclude'),
    selector: flags.text('selector'),
    excludeResourceTypes: flags.list('exclude-resource-type'),
    indirectSelection: flags.text('indirect-selection') as IndirectSelection,
    fullRefresh: flags.boolean('full-refresh'),
    runHooks: flags.boolean('run-hooks'),
    failFast: flags.boolean('fail-fast'),
    storeFailures: flags.boolean('store-failures'),
    empty: flags.boolean('empty'),
    warnError: flags.boolean('warn-error'),
    warnErrorOptions: readWarnErrorOptions(which, flags),
    showAllDeprecations: flags.boolean('show-all-deprecations'),
    writeJson: flags.boolean('write-json'),
    versionCheck: flags.boolean('version-check'),
    invocationCommand: ['tdbt', ...argv].join(' '),
  }
}

/** `ls` lists models alone where they are selected by --models. */
function selected(which: string, flags: FlagValues): Pick<Flags, 'select' | 'resourceTypes'> {
  const [models, select, resourceTypes] = [
    flags.list('models'),
    flags.list('select'),
    flags.list('resource-type'),
  ]
  if (models.length === 0) return { select, resourceTypes }
  if (select.length > 0 || resourceTypes.length > 0)
    throw new UsageError('option-value', '--models excludes --select and --resource-type.', which)
  return { select: models, resourceTypes: ['model'] }
}

function threads(which: string, flags: FlagValues): number | undefined {
  if (flags.boolean('single-threaded')) return 1
  const given = flags.integer('threads')
  if (given !== undefined && given < 1)
    throw new UsageError('option-value', '--threads must be 1 or more.', which)
  return given
}

import type { Flags } from './flags.js'

/** The flags under dbt's names, as run_results.json keeps them; `retry` reads them back. */
export function invocationArgs(flags: Flags): Readonly<Record<string, unknown>> {
  return {
    which: flags.which,
    invocation_command: flags.invocationCommand,
    project_dir: flags.projectDir,
    profiles_dir: flags.profilesDir ?? null,
    profile: flags.profile ?? null,
    target: flags.target ?? null,
    target_path: flags.targetPath ?? null,
    vars: flags.vars,
    ...flags.operation,
    select: flags.select,
    exclude: flags.exclude,
    resource_types: flags.resourceTypes,
    exclude_resource_types: flags.excludeResourceTypes,
    indirect_selection: flags.indirectSelection,
    full_refresh: flags.fullRefresh,
    fail_fast: flags.failFast,
    store_failures: flags.storeFailures,
    empty: flags.empty,
    warn_error: flags.warnError,
    warn_error_options: flags.warnErrorOptions,
    write_json: flags.writeJson,
    send_anonymous_usage_stats: false,
  }
}

/** `invocation_args_dict`, where dbt leaves out what is null, and these where they are false. */
export function invocationArgsDict(flags: Flags): Readonly<Record<string, unknown>> {
  const shown = { ...invocationArgs(flags), introspect: true, version_check: flags.versionCheck }
  return Object.fromEntries(
    Object.entries(shown).filter(
      ([key, value]) => value !== null && !(value === false && leftOutWhenFalse.has(key)),
    ),
  )
}

const leftOutWhenFalse = new Set(['full_refresh', 'fail_fast', 'warn_error', 'store_failures'])

import { type ErrorOrigin, nearest, TdbtError } from '@tdbt/adapter-api'
import { Dict, HostObject, str, type Value } from '@tdbt/jinja'
import { isMissing } from './members.js'
import type { BaseScope } from './scope.js'

/** How a node is built up by a strategy that a config names: what is looked up, and what is refused. */
export interface StrategyScope extends BaseScope {
  /** Where a config of the node was set, for an error of its value. */
  readonly configOrigin: (key: string) => ErrorOrigin
}

const incrementalStrategies = ['append', 'delete+insert', 'merge']

/** dbt's naming of strategies: `delete+insert` is `get_incremental_delete_insert_sql`. */
export function incrementalStrategyMacro(scope: StrategyScope, [, strategy]: readonly Value[]): Value {
  const name = isMissing(strategy) ? 'default' : str(strategy)
  const macroName = `get_incremental_${name.replace(/[+-]/g, '_')}_sql`
  const macro = scope.context.macro(macroName)
  if (!macro || (name === 'insert_overwrite' && macro.packageName === 'dbt')) {
    const known = [...incrementalStrategies, ...ownStrategies(scope, /^get_incremental_(\w+)_sql$/)]
    throw new TdbtError(
      'strategy-not-found',
      macro
        ? `the incremental strategy '${name}' is not valid for ${scope.project.target.type}`
        : // The words of dbt, which are looked for in logs.
          `dbt could not find an incremental strategy macro with the name "${macroName}" in ${scope.project.root.name}`,
      {
        ...scope.configOrigin('incremental_strategy'),
        hint: nearest(name, known) ?? `use one of ${known.join(', ')}, or define the macro ${macroName}`,
      },
    )
  }
  return scope.context.callable(macro)
}

/** Throws the error of a snapshot's `strategy` that no macro is there for. */
export function refuseSnapshotStrategy(scope: StrategyScope, name: string): never {
  const known = ['timestamp', 'check', ...ownStrategies(scope, /^snapshot_(\w+)_strategy$/)]
  throw new TdbtError('strategy-not-found', `there is no strategy '${name}' of snapshots`, {
    ...scope.configOrigin('strategy'),
    hint:
      nearest(name, known) ??
      `use one of ${known.join(', ')}, or define the macro snapshot_${name.split('.').at(-1)}_strategy`,
  })
}

/** The strategies that the project or a package of its own defines by a macro's name. */
function ownStrategies({ context, registry }: StrategyScope, pattern: RegExp): readonly string[] {
  const names = [...new Set(context.names())].filter((name) => !registry.builtins.has(name))
  return names.flatMap((name) => pattern.exec(name)?.[1] ?? [])
}

const deleteBehaviours = ['ignore', 'invalidate', 'new_record']

/** What a snapshot does with rows that are gone, by `hard_deletes` or its older name. */
export function hardDeletes({ configOrigin }: StrategyScope, config: Value | undefined): Value {
  const read = (key: string): Value | undefined =>
    config instanceof HostObject ? config.item?.(key) : config instanceof Dict ? config.get(key) : undefined
  const behaviour = read('hard_deletes')
  const invalidate = read('invalidate_hard_deletes')
  if (!isMissing(behaviour) && !isMissing(invalidate)) {
    throw new TdbtError(
      'snapshot-not-valid',
      "set either 'hard_deletes' or 'invalidate_hard_deletes', not both",
      configOrigin('invalidate_hard_deletes'),
    )
  }
  if (!isMissing(invalidate)) return invalidate === true ? 'invalidate' : 'ignore'
  if (isMissing(behaviour)) return 'ignore'
  const name = str(behaviour)
  if (!deleteBehaviours.includes(name)) {
    throw new TdbtError(
      'snapshot-not-valid',
      `'hard_deletes' must be ignore, invalidate or new_record, not '${name}'`,
      { ...configOrigin('hard_deletes'), hint: nearest(name, deleteBehaviours) },
    )
  }
  return name
}

import { nearest, TdbtError } from '@tdbt/adapter-api'
import type { Flags } from '../invocation/flags.js'
import type { Invocation } from '../invocation/invocation.js'
import type { Macro } from '../manifest/macro.js'
import { findNamedMacro, type MacroRegistry } from '../manifest/macro-registry.js'
import { runOperation } from '../run/run-operation.js'
import { succeeded } from '../run/summary.js'
import { createRunState } from './create-run-state.js'
import { writeResults } from './finish-run.js'
import { foundStats } from './found-stats.js'
import { load } from './load.js'
import type { CommandOutcome, Services } from './services.js'
import { withServers } from './with-servers.js'

/**
 * `tdbt run-operation`: calls a macro, `name` or `package.name`, with arguments.
 * @throws TdbtError (`macro-not-found`) where there is none of that name
 */
export async function runMacro(
  called: Invocation,
  services: Services,
  operation: NonNullable<Flags['operation']>,
): Promise<CommandOutcome> {
  const { macro: wanted, args } = operation
  const invocation: Invocation = { ...called, flags: { ...called.flags, operation } }
  const started = invocation.now()
  const loaded = await load(invocation, services)
  const { manifest, registry } = loaded.parsed
  invocation.emit({ name: 'FoundStats', stats: foundStats(manifest) })
  const dot = wanted.indexOf('.')
  const [packageName, name] = dot < 0 ? [null, wanted] : [wanted.slice(0, dot), wanted.slice(dot + 1)]
  const macro = findNamedMacro(registry, packageName, name) ?? notFound(registry, packageName, name)
  loaded.files.prepare()
  const { result, error } = await withServers(invocation, services, loaded.project.target, 1, (servers) =>
    runOperation(createRunState(invocation, services, loaded, [], servers), {
      macro,
      packageName: packageName ?? registry.rootPackage,
      args,
    }),
  )
  const seconds = (invocation.now().getTime() - started.getTime()) / 1000
  await writeResults(invocation, loaded, [result], seconds)
  if (error !== null) invocation.emit({ name: 'RunningOperationCaughtError', error })
  return { success: succeeded([result]), results: [result] }
}

function notFound(registry: MacroRegistry, packageName: string | null, name: string): Macro {
  const { packages } = registry
  const where = packageName === null ? 'any package' : `the package '${packageName}'`
  const message = `there is no macro '${name}' in ${where}`
  const macros = packageName === null ? undefined : packages.get(packageName)
  if (packageName !== null && macros === undefined) {
    const hint = nearest(packageName, packages.keys()) ?? `there are ${[...packages.keys()].join(', ')}`
    throw new TdbtError('macro-not-found', `there is no package '${packageName}'`, { hint })
  }
  const known = macros?.keys() ?? [...packages.values()].flatMap((each) => [...each.keys()])
  throw new TdbtError('macro-not-found', message, { hint: nearest(name, known) })
}

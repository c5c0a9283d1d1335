import type { TdbtEvent } from '../../src/invocation/events.js'
import type { Flags } from '../../src/invocation/flags.js'
import type { Invocation } from '../../src/invocation/invocation.js'

/** An invocation with a fixed clock whose events are kept. */
export function testInvocation(
  projectDir: string,
  flags: Partial<Flags> = {},
  env: Readonly<Record<string, string>> = {},
): Invocation & { readonly events: readonly TdbtEvent[] } {
  const events: TdbtEvent[] = []
  return {
    id: '00000000-0000-4000-8000-000000000000',
    version: '0.0.0',
    startedAt: new Date('2026-01-02T03:04:05.678Z'),
    flags: {
      which: 'build',
      projectDir,
      vars: {},
      select: [],
      exclude: [],
      resourceTypes: [],
      excludeResourceTypes: [],
      indirectSelection: 'eager',
      fullRefresh: false,
      failFast: false,
      runHooks: true,
      storeFailures: false,
      empty: false,
      warnError: false,
      showAllDeprecations: false,
      warnErrorOptions: { error: [], warn: [], silence: [] },
      versionCheck: true,
      writeJson: true,
      invocationCommand: 'tdbt build',
      ...flags,
    },
    workingDir: process.cwd(),
    env,
    now: () => new Date(),
    emit: (event) => void events.push(event),
    signal: new AbortController().signal,
    events,
    deprecations: new Map(),
  }
}

import type { Place, TdbtError } from '@tdbt/adapter-api'
import type { WarningName } from './warning-names.js'

/** What a node is called in log lines. */
export interface NodeLabel {
  readonly uniqueId: string
  readonly resourceType: string
  readonly name: string
  /** dbt's words for it: `sql view model staging.stg_a`, `seed file raw.items`, `test not_null_stg_a_id`. */
  readonly description: string
  readonly schema: string
  readonly alias: string
  readonly materialized: string
  /** Relative to its package. */
  readonly originalFilePath: string
  /** The same as messages name it, from the root project's folder. */
  readonly shownPath: string
}

/** dbt's statuses of a node in run_results.json. */
export type NodeStatus =
  | 'success'
  | 'error'
  | 'skipped'
  | 'pass'
  | 'fail'
  | 'warn'
  | 'runtime error'
  | 'no-op'

/** What became of a node. */
/** What compiling a node adds to it. */
export interface CompiledCode {
  readonly code: string
  /** Relative to the project: `target/compiled/<package>/...`; null for snapshots, of which no file is written. */
  readonly path: string | null
  readonly extraCtes: readonly { readonly id: string; readonly sql: string }[]
  /** Unique ids of the macros that its text called, some of which parsing may not have seen. */
  readonly macros: readonly string[]
}

export interface NodeResult {
  readonly node: NodeLabel
  readonly status: NodeStatus
  /** The command's tag (`CREATE VIEW`, `INSERT 0 3`), `FAIL 3` for tests, the text of an error. */
  readonly message: string | null
  /** Failing rows of a test. */
  readonly failures: number | null
  readonly error: TdbtError | null
  /** Seconds. */
  readonly executionTime: number
  readonly threadId: string
  readonly timing: readonly {
    readonly name: 'compile' | 'execute'
    readonly startedAt: Date
    readonly completedAt: Date
  }[]
  readonly adapterResponse: Readonly<Record<string, string | number | null>>
  readonly compiled: CompiledCode | null
  /** Where its main statement was written, relative to the project: `target/run/<package>/...`. */
  readonly buildPath: string | null
  readonly relationName: string | null
  /** What was skipped names here what it waited for. */
  readonly skippedBecause: string | null
  /** The ephemeral model that could not be rendered, for which this was skipped. */
  readonly failedEphemeral: string | null
  /** What was broken off says here what became of its relation: `"db"."s"."t" is as it was`. */
  readonly interrupted: string | null
}

/** When the hooks of a project run. */
export type HookTime = 'on-run-start' | 'on-run-end'

/** Everything that a command tells of its progress. The command line prints them; names are dbt's event names. */
export type TdbtEvent =
  | { readonly name: 'MainReportVersion'; readonly version: string }
  | { readonly name: 'AdapterRegistered'; readonly adapter: string; readonly version: string }
  | { readonly name: 'FoundStats'; readonly stats: string }
  | { readonly name: 'DefaultSelector'; readonly selector: string }
  | { readonly name: 'ConcurrencyLine'; readonly threads: number; readonly target: string }
  /** `run-hooks` in a project that has none of them. */
  | { readonly name: 'NoHooks'; readonly when: HookTime }
  | {
      readonly name: 'LogHookStart'
      readonly when: HookTime
      readonly statement: string
      readonly index: number
      readonly total: number
    }
  | {
      readonly name: 'LogHookEnd'
      readonly when: HookTime
      readonly statement: string
      readonly index: number
      readonly total: number
      readonly status: 'OK' | 'ERROR' | 'SKIP'
      readonly executionTime: number
    }
  | {
      readonly name: 'LogStartLine'
      readonly node: NodeLabel
      readonly index: number
      readonly total: number
    }
  | {
      readonly name: 'LogNodeResult'
      readonly result: NodeResult
      readonly index: number
      readonly total: number
    }
  /** What is cancelled on the server: the unique id of a node. */
  | { readonly name: 'LogCancelLine'; readonly uniqueId: string }
  /** `run-operation` whose macro failed. */
  | { readonly name: 'RunningOperationCaughtError'; readonly error: TdbtError }
  | { readonly name: 'FinishedRunningStats'; readonly stats: string; readonly executionTime: number }
  | {
      readonly name: 'EndOfRunSummary'
      readonly results: readonly NodeResult[]
      /** What interrupted the run: `keyboard interrupt`, the name of a signal. */
      readonly interrupted: string | null
    }
  | { readonly name: 'StatsLine'; readonly counts: StatsCounts }
  | {
      readonly name: 'CompiledNode'
      readonly nodeName: string
      readonly compiled: string
      readonly isInline: boolean
    }
  | { readonly name: 'BuildingCatalog' }
  /** Parts of the catalog that could not be read, with their reasons. */
  | { readonly name: 'WriteCatalogFailure'; readonly errors: readonly string[] }
  | { readonly name: 'CatalogWritten'; readonly path: string }
  /** A ref without a version, where a newer version than the one that it means is there. */
  | { readonly name: 'UnpinnedRefNewVersionAvailable'; readonly message: string }
  | { readonly name: 'JinjaLogInfo'; readonly message: string }
  | { readonly name: 'JinjaLogDebug'; readonly message: string }
  | { readonly name: 'PrintEvent'; readonly message: string }
  /** Emitted by `warn`; null stands for what comes too late to be refused, such as a cancel that did not get through. */
  | {
      readonly name: 'Warning'
      readonly warning: WarningName | null
      readonly message: string
      readonly place: Place | null
    }
  /** A statement that a template sends, with the comment of queries. */
  | { readonly name: 'SQLQuery'; readonly connection: string; readonly sql: string }
  | { readonly name: 'Debug'; readonly message: string }

export interface StatsCounts {
  readonly pass: number
  readonly warn: number
  readonly error: number
  readonly skip: number
  readonly noOp: number
  readonly total: number
}

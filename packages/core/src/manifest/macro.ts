import type { MacroDefinition } from '@tdbt/jinja'
import type { Json, JsonObject } from '../json.js'

/** A macro, generic test or materialization of a package. */
export interface Macro {
  /** `macro.<package>.<name>`; tests are named `test_<name>`, materializations `materialization_<name>_<adapter>`. */
  readonly uniqueId: string
  readonly name: string
  readonly packageName: string
  readonly path: string
  readonly originalFilePath: string
  /** The text of the whole block. */
  readonly macroSql: string
  readonly definition: MacroDefinition
  /** Unique ids of the macros that its text calls. */
  readonly dependsOn: readonly string[]
  readonly description: string
  readonly meta: JsonObject
  readonly docs: JsonObject
  readonly patchPath: string | null
  readonly arguments: readonly Json[]
  readonly supportedLanguages: readonly string[] | null
  readonly createdAt: number
}

import { TdbtError } from '@tdbt/adapter-api'
import { dbtVersion } from '../invocation/dbt-version.js'
import { combineVersions, isWithin, parseVersion, rangeText, type VersionRange } from './dbt-versions.js'
import { locateYaml, type YamlText } from './yaml.js'

/**
 * What `require-dbt-version` lets through: a text with conditions joined by commas, or a list of them.
 * @returns null where no version meets them all.
 * @throws TdbtError (`version-not-valid`)
 */
export function versionsFor(required: unknown): VersionRange | null {
  const conditions =
    typeof required === 'string' ? required.split(',') : Array.isArray(required) ? required : []
  return combineVersions(conditions.map((condition) => parseVersion(String(condition).trim())))
}

/**
 * dbt's check that a project or package is for the version that runs it.
 * @throws TdbtError (`dbt-version-not-supported`, `version-not-valid`) at the key
 */
export function checkRequiredVersion(packageName: string, required: unknown, { file, text }: YamlText): void {
  if (required === undefined || required === null) return
  const origin = { place: locateYaml(text, file, ['require-dbt-version']), source: text }
  let range: VersionRange | null
  try {
    range = versionsFor(required)
  } catch (error) {
    if (!(error instanceof TdbtError)) throw error
    throw new TdbtError(error.code, error.message, { ...origin, hint: error.hint, cause: error })
  }
  if (range !== null && isWithin(parseVersion(dbtVersion), range)) return
  throw new TdbtError(
    'dbt-version-not-supported',
    range === null
      ? `no version of dbt is what '${packageName}' requires`
      : `'${packageName}' requires dbt ${rangeText(range)}, and tdbt does what dbt ${dbtVersion} does`,
    origin,
  )
}

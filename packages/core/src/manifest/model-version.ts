import { fromJs, str } from '@tdbt/jinja'
import type { NodeVersion } from './node.js'

/** A version of a model, as `versions` of its properties names it. */
export interface VersionOfModel {
  readonly v: NodeVersion
  readonly latest: NodeVersion
  /** The file's name without its ending, where it is not the model's with the version. */
  readonly definedIn: string | null
}

/** As Python prints it. */
export function versionText(version: NodeVersion): string {
  return str(fromJs(version))
}

/** A version as it stands in names: `v1`. */
export function versionName(version: NodeVersion): string {
  return `v${versionText(version)}`
}

/** Python compares them: `1` and `1.0` are the same version, `1` and `'1'` are not. */
export function sameVersion(one: NodeVersion, other: NodeVersion): boolean {
  return plain(one) === plain(other)
}

function plain(version: NodeVersion): string | number {
  return typeof version === 'object' ? version.value : version
}

/** dbt's order: by number where both are numbers, else as texts. */
export function isBefore(one: NodeVersion, other: NodeVersion): boolean {
  const [first, second] = [Number(versionText(one)), Number(versionText(other))]
  const isNumeric = [one, other].every((version) => versionText(version).trim() !== '')
  if (isNumeric && !Number.isNaN(first) && !Number.isNaN(second)) return first < second
  return versionText(one) < versionText(other)
}

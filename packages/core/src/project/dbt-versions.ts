import { TdbtError } from '@tdbt/adapter-api'

/**
 * Versions as dbt compares them: `>=1.0.0`, `<2.0.0`, `1.3.0-rc1`, `=1.3.0`. They are not npm's: there are no carets,
 * each has three numbers, and a prerelease may follow without a dash.
 */
export interface VersionSpecifier {
  readonly matcher: Matcher
  readonly numbers: readonly [number, number, number]
  readonly prerelease: string | null
  readonly build: string | null
}

type Matcher = '>' | '>=' | '<' | '<=' | '='

/** The versions between two ends; null where an end is open. An exact version is both ends. */
export interface VersionRange {
  readonly start: VersionSpecifier | null
  readonly end: VersionSpecifier | null
}

const number = String.raw`(0|[1-9]\d*)`
const part = String.raw`(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)`
const pattern = new RegExp(
  String.raw`^(>=|>|<=|<|=)?${number}\.${number}\.${number}(?:-?(${part}(?:\.${part})*))?(?:\+([0-9A-Za-z-]*(?:\.[0-9A-Za-z-]*)*))?$`,
)

/** @throws TdbtError (`version-not-valid`) */
export function parseVersion(text: string): VersionSpecifier {
  const match = pattern.exec(text)
  if (match === null) {
    const hint = text.includes(',') ? 'write several conditions as a list: [">=1.0.0", "<2.0.0"]' : undefined
    throw new TdbtError('version-not-valid', `'${text}' is no version that dbt knows`, { hint })
  }
  const [, matcher = '=', major, minor, patch, prerelease = null, build = null] = match
  const numbers = [Number(major), Number(minor), Number(patch)] as const
  return { matcher: matcher as Matcher, numbers, prerelease, build }
}

export function versionText(version: VersionSpecifier, withMatcher = true): string {
  const { matcher, numbers, prerelease, build } = version
  const suffix = `${prerelease === null ? '' : `-${prerelease}`}${build === null ? '' : `+${build}`}`
  return `${withMatcher ? matcher : ''}${numbers.join('.')}${suffix}`
}

export function rangeText({ start, end }: VersionRange): string {
  if (start === null && end === null) return 'any'
  if (start === end && start?.matcher === '=') return versionText(start)
  return [start, end].flatMap((one) => (one === null ? [] : [versionText(one)])).join(', ')
}

/** The versions that meet all conditions; null where none can. */
export function combineVersions(conditions: readonly VersionSpecifier[]): VersionRange | null {
  const start = last(conditions.filter(({ matcher }) => matcher.startsWith('>')))
  const end = first(conditions.filter(({ matcher }) => matcher.startsWith('<')))
  const [exact, ...others] = conditions.filter(({ matcher }) => matcher === '=')
  if (exact !== undefined) {
    const isMet =
      others.every((other) => comparePoints(exact, other) === 0) && isWithin(exact, { start, end })
    return isMet ? { start: exact, end: exact } : null
  }
  if (start === null || end === null) return { start, end }
  const order = comparePoints(start, end)
  const isEmpty = order > 0 || (order === 0 && (start.matcher === '>' || end.matcher === '<'))
  return isEmpty ? null : { start, end }
}

/** Whether a version lies between the ends of a range. */
export function isWithin(version: VersionSpecifier, { start, end }: VersionRange): boolean {
  const isAbove = start === null || comparePoints(start, version) < (start.matcher === '>' ? 0 : 1)
  const isBelow = end === null || comparePoints(end, version) > (end.matcher === '<' ? 0 : -1)
  return isAbove && isBelow
}

/** Below 0 where `a` comes first; what is behind a `+` does not count. */
export function comparePoints(a: VersionSpecifier, b: VersionSpecifier): number {
  for (const [at, mine] of a.numbers.entries()) {
    const difference = mine - b.numbers[at]!
    if (difference !== 0) return difference
  }
  return comparePrereleases(a, b)
}

function comparePrereleases(a: VersionSpecifier, b: VersionSpecifier): number {
  if (a.prerelease === b.prerelease) return 0
  // dbt's rule: `<2.0.0` leaves out 2.0.0-rc1, although that comes before 2.0.0.
  if (a.prerelease === null) return a.matcher === '<' ? -1 : 1
  if (b.prerelease === null) return b.matcher === '<' ? 1 : -1
  const mine = a.prerelease.split('.')
  const others = b.prerelease.split('.')
  for (const [at, word] of mine.slice(0, others.length).entries()) {
    const order = compareWords(word, others[at]!)
    if (order !== 0) return order
  }
  return a.prerelease.length - b.prerelease.length
}

/** Numbers by their value and before words (semver's rule). */
function compareWords(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isNumber && isOtherNumber) return Number(a) - Number(b)
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Of several beginnings the one that lets through least: of `>1.0.0` and `>=1.0.0` the former. */
function last(starts: readonly VersionSpecifier[]): VersionSpecifier | null {
  const order = (a: VersionSpecifier, b: VersionSpecifier): number =>
    comparePoints(a, b) || Number(a.matcher === '>') - Number(b.matcher === '>')
  return [...starts].sort(order).at(-1) ?? null
}

/** Of several ends the one that lets through least. */
function first(ends: readonly VersionSpecifier[]): VersionSpecifier | null {
  const order = (a: VersionSpecifier, b: VersionSpecifier): number =>
    comparePoints(a, b) || Number(b.matcher === '<') - Number(a.matcher === '<')
  return [...ends].sort(order)[0] ?? null
}

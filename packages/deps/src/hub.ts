import { nearest, TdbtError } from '@tdbt/adapter-api'
import {
  comparePoints,
  dbtVersion,
  hubPackageSpecs,
  type Invocation,
  isMapping,
  isWithin,
  type PackageSpec,
  parseVersion,
  rangeText,
  type VersionRange,
  type VersionSpecifier,
  versionsFor,
  warn,
} from '@tdbt/core'
import type { Http } from './http.js'

/** The index of packages, dbt's or a mirror of it. */
export interface Hub {
  /**
   * The newest version in a range, and the newest of all that can be installed.
   * @throws TdbtError (`package-not-found`, `package-version-not-found`, `package-not-downloaded`)
   */
  choose(
    name: string,
    wanted: VersionRange,
    options: { readonly prereleases: boolean },
  ): Promise<{ readonly version: string; readonly latest: string }>
  /** What a version is called, is made of and asks for. */
  version(name: string, version: string): Promise<HubVersion>
}

export interface HubVersion {
  readonly projectName: string
  readonly tarball: string
  readonly packages: readonly PackageSpec[]
}

const usualHub = 'https://hub.getdbt.com/'

/** Each address is asked for once. */
export function createHub(invocation: Invocation, http: Http): Hub {
  const base = (invocation.env.DBT_PACKAGE_HUB_URL || usualHub).replace(/\/?$/, '/')
  const answers = new Map<string, Promise<unknown>>()
  const told = new Set<string>()
  const ask = (what: string): Promise<unknown> => {
    const url = `${base}api/v1/${what}.json`
    const known = answers.get(url) ?? http.json(url)
    answers.set(url, known)
    return known
  }
  const malformed = (what: string): TdbtError =>
    new TdbtError('package-not-downloaded', `${base} did not answer as a package hub does (${what})`, {
      hint: 'check DBT_PACKAGE_HUB_URL',
    })
  const versionsOf = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
    const index = await ask('index')
    if (!Array.isArray(index)) throw malformed('api/v1/index.json')
    if (!index.includes(name)) {
      const message = `the package '${name}' is not in the index of ${base}`
      throw new TdbtError('package-not-found', message, { hint: nearest(name, index.map(String)) })
    }
    const found = await ask(name)
    if (!isMapping(found) || !isMapping(found.versions)) throw malformed(`api/v1/${name}.json`)
    if (!told.has(name)) warnOfRedirect(invocation, name, found)
    told.add(name)
    return found.versions
  }
  return {
    async choose(name, wanted, { prereleases }) {
      const checked = invocation.flags.versionCheck
      const versions = Object.entries(await versionsOf(name)).flatMap(([text, details]) => {
        const version = versionOf(text)
        const isShown = version !== null && (prereleases || version.prerelease === null)
        return isShown && (!checked || suitsDbt(details)) ? [{ text, version }] : []
      })
      versions.sort((a, b) => comparePoints(a.version, b.version))
      const chosen = versions.filter(({ version }) => isWithin(version, wanted)).at(-1)
      const latest = versions.at(-1)
      if (chosen !== undefined && latest !== undefined) return { version: chosen.text, latest: latest.text }
      const known = listed(versions.map(({ text }) => text))
      throw new TdbtError(
        'package-version-not-found',
        `there is no version ${rangeText(wanted)} of the package ${name} that can be installed`,
        {
          hint: checked
            ? `${known}; 'tdbt deps --no-version-check' takes those for other versions of dbt as well`
            : known,
        },
      )
    },
    async version(name, version) {
      const details = (await versionsOf(name))[version]
      const downloads = isMapping(details) ? details.downloads : undefined
      if (!isMapping(details) || !isMapping(downloads)) throw malformed(`version ${version} of ${name}`)
      const { name: projectName, packages } = details
      const { tarball } = downloads
      if (typeof projectName !== 'string' || typeof tarball !== 'string')
        throw malformed(`version ${version} of ${name}`)
      return { projectName, tarball, packages: hubPackageSpecs(packages, `package ${name}`) }
    },
  }
}

/** The newest ones are enough. */
function listed(versions: readonly string[]): string {
  if (versions.length === 0) return 'it has none'
  const rest = versions.length - mostListed
  return `there ${versions.length === 1 ? 'is' : 'are'} ${versions.slice(-mostListed).join(', ')}${rest > 0 ? ` and ${rest} older ones` : ''}`
}

const mostListed = 12

/** Null for what is no version: such an entry can't be installed by anybody. */
function versionOf(text: string): VersionSpecifier | null {
  try {
    return parseVersion(text)
  } catch {
    return null
  }
}

function suitsDbt(details: unknown): boolean {
  const required = isMapping(details) ? details.require_dbt_version : undefined
  return isRequirementMet(required)
}

/** Whether the version of dbt that tdbt follows is one of those that a package is for. */
function isRequirementMet(required: unknown): boolean {
  try {
    const range = versionsFor(required)
    return range !== null && isWithin(parseVersion(dbtVersion), range)
  } catch {
    return false
  }
}

function warnOfRedirect(
  invocation: Invocation,
  name: string,
  found: Readonly<Record<string, unknown>>,
): void {
  const { redirectnamespace, redirectname, namespace, name: own } = found
  if (redirectnamespace === undefined && redirectname === undefined) return
  const other = `${String(redirectnamespace || namespace)}/${String(redirectname || own)}`
  warn(
    invocation,
    'PackageRedirectDeprecation',
    `The package ${name} has become ${other}: write that into packages.yml`,
  )
}

import { TdbtError } from '@tdbt/adapter-api'
import {
  combineVersions,
  locateYaml,
  type PackageSpec,
  parseVersion,
  type VersionSpecifier,
  versionText,
  versionWords,
} from '@tdbt/core'
import type { Hub } from './hub.js'
import type { PinnedPackage } from './pinned-package.js'

/** One package with all that is asked of it, by the project and by its packages. */
export interface WantedPackage {
  readonly key: string
  readonly specs: readonly PackageSpec[]
}

/** Puts together what asks for the same package, in the order in which it is first asked for. */
export function groupPackages(specs: readonly PackageSpec[]): readonly WantedPackage[] {
  const groups = new Map<string, PackageSpec[]>()
  for (const spec of specs) {
    const key = keyOf(spec)
    const known = groups.get(key)
    if (known) known.push(spec)
    else groups.set(key, [spec])
  }
  return [...groups].map(([key, members]) => ({ key, specs: members }))
}

/** The same package, whichever way it is written: git addresses with and without `.git` are one. */
function keyOf({ kind, rendered }: PackageSpec): string {
  const address = String(rendered[kind])
  if (kind !== 'git') return `${kind} ${address}`
  return `git ${address.replace(/\.git$/, '')} ${textOf(rendered.subdirectory) ?? ''}`
}

/**
 * Decides what is installed of a package.
 * @throws TdbtError (`package-versions-conflict`, `package-private`, `version-not-valid`, errors of the hub)
 */
export async function pinPackage(hub: Hub, { specs }: WantedPackage): Promise<PinnedPackage> {
  const [first] = specs as readonly [PackageSpec]
  const { kind, rendered, unrendered } = first
  switch (kind) {
    case 'package':
      return pinHubPackage(hub, specs)
    case 'git': {
      const asked = distinct(specs, ({ rendered: { revision } }) =>
        revision === undefined || revision === null ? undefined : versionWords(revision)[0],
      )
      const [revision = 'HEAD', ...others] = asked.keys()
      if (others.length > 0) throw conflict(first, `${String(rendered.git)} is asked for`, asked)
      return {
        kind: 'git',
        url: String(rendered.git),
        written: String(unrendered.git),
        revision,
        warnUnpinned: specs.every((spec) => spec.rendered['warn-unpinned'] !== false),
        subdirectory: textOf(rendered.subdirectory) ?? null,
      }
    }
    case 'local':
      return { kind: 'local', path: String(rendered.local) }
    case 'tarball':
      return {
        kind: 'tarball',
        url: String(rendered.tarball),
        written: String(unrendered.tarball),
        name: String(rendered.name),
      }
    case 'private':
      throw new TdbtError(
        'package-private',
        `the private package '${String(rendered.private)}' can be found by dbt Cloud only`,
        { ...originOf(first) },
      )
    default:
      return kind satisfies never
  }
}

async function pinHubPackage(hub: Hub, specs: readonly PackageSpec[]): Promise<PinnedPackage> {
  const [first] = specs as readonly [PackageSpec]
  const name = String(first.rendered.package)
  const conditions = specs.flatMap((spec) =>
    versionWords(spec.rendered.version).map((word) => versionAt(spec, word)),
  )
  const range = combineVersions(conditions)
  if (range === null) {
    const asked = new Map(
      specs.map((spec) => [
        versionWords(spec.rendered.version)
          .map((word) => versionText(versionAt(spec, word)))
          .join(', '),
        spec,
      ]),
    )
    throw conflict(first, `no version of ${name} is all that is asked for`, asked)
  }
  const prereleases =
    first.rendered.install_prerelease === true || conditions.some(({ prerelease }) => prerelease !== null)
  try {
    return { kind: 'hub', name, ...(await hub.choose(name, range, { prereleases })) }
  } catch (error) {
    throw error instanceof TdbtError ? placed(error, first) : error
  }
}

function versionAt(spec: PackageSpec, word: string): VersionSpecifier {
  try {
    return parseVersion(word)
  } catch (error) {
    throw error instanceof TdbtError ? placed(error, spec, 'version') : error
  }
}

/** The values that packages are asked for in, each with the first that asks for it. */
function distinct(
  specs: readonly PackageSpec[],
  value: (spec: PackageSpec) => string | undefined,
): ReadonlyMap<string, PackageSpec> {
  const found = new Map<string, PackageSpec>()
  for (const spec of specs) {
    const one = value(spec)
    if (one !== undefined && !found.has(one)) found.set(one, spec)
  }
  return found
}

function conflict(at: PackageSpec, message: string, asked: ReadonlyMap<string, PackageSpec>): TdbtError {
  const list = [...asked].map(([what, { file }]) => `${what} by ${file}`).join(', ')
  return new TdbtError('package-versions-conflict', `${message}: ${list}`, originOf(at))
}

function placed(error: TdbtError, spec: PackageSpec, key?: string): TdbtError {
  const { code, message, hint, cause } = error
  return new TdbtError(code, message, { ...originOf(spec, key), hint, cause })
}

/** Where an entry stands; of what a hub says there is no text. */
export function originOf({ source, file, index }: PackageSpec, key?: string) {
  if (source === '') return { place: { file } }
  return { place: locateYaml(source, file, ['packages', index, ...(key === undefined ? [] : [key])]), source }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A package of which it is decided what is installed. */
export type PinnedPackage = HubPackage | GitPackage | LocalPackage | TarballPackage

export interface HubPackage {
  readonly kind: 'hub'
  /** `namespace/name` */
  readonly name: string
  readonly version: string
  /** The newest one that the project could have. */
  readonly latest: string
}

export interface GitPackage {
  readonly kind: 'git'
  readonly url: string
  /** The address as it is written, which is what a lock file has: secrets stay in the environment. */
  readonly written: string
  /** A commit, a tag or a branch; HEAD where none was asked for. */
  readonly revision: string
  readonly warnUnpinned: boolean
  readonly subdirectory: string | null
}

export interface LocalPackage {
  readonly kind: 'local'
  readonly path: string
}

export interface TarballPackage {
  readonly kind: 'tarball'
  readonly url: string
  readonly written: string
  readonly name: string
}

/** What a package is called in messages. */
export function packageName(pinned: PinnedPackage): string {
  switch (pinned.kind) {
    case 'hub':
    case 'tarball':
      return pinned.name
    case 'git':
      return pinned.subdirectory === null ? pinned.url : `${pinned.url}/${pinned.subdirectory}`
    case 'local':
      return pinned.path
    default:
      return pinned satisfies never
  }
}

/** dbt's words for what was installed. */
export function versionName(pinned: PinnedPackage): string {
  switch (pinned.kind) {
    case 'hub':
      return `version ${pinned.version}`
    case 'git':
      return pinned.revision === 'HEAD' ? 'HEAD (default revision)' : `revision ${pinned.revision}`
    case 'local':
      return `<local @ ${pinned.path}>`
    case 'tarball':
      return `tarball (url: ${pinned.url})`
    default:
      return pinned satisfies never
  }
}

import { existsSync, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import {
  type Invocation,
  isMapping,
  isProjectName,
  type PackageSpec,
  readPackagesFile,
  readText,
  readYaml,
  warn,
} from '@tdbt/core'
import { displayUrl } from '@tdbt/ingest'
import { checkOut } from './git.js'
import type { Http } from './http.js'
import type { Hub } from './hub.js'
import { type GitPackage, type PinnedPackage, packageName } from './pinned-package.js'
import { unpackFrom } from './tarball.js'

/** What is known of a pinned package once it was looked at. */
export interface KnownPackage {
  /** The package; of git with the commit that a branch or tag stands for. */
  readonly pinned: PinnedPackage
  /** The name of its project, and so of its folder. */
  readonly projectName: string
  /** What it asks for itself. */
  readonly packages: readonly PackageSpec[]
  /** Gives the folder that holds it; what comes from a hub is downloaded only here. */
  readonly folder: () => Promise<string>
}

export interface Shelf {
  look(pinned: PinnedPackage): Promise<KnownPackage>
}

/**
 * Looks at packages, each once: those of git and archives are fetched for it into `staging`.
 * @param root the project's folder, from which local paths go, those of packages too (dbt's rule).
 */
export function createShelf(
  invocation: Invocation,
  {
    root,
    staging,
    hub,
    http,
  }: { readonly root: string; readonly staging: string; readonly hub: Hub; readonly http: Http },
): Shelf {
  const known = new Map<string, Promise<KnownPackage>>()
  let folders = 0
  const newFolder = (): string => {
    mkdirSync(staging, { recursive: true })
    folders += 1
    return join(staging, `fetched-${folders}`)
  }
  const once = (key: string, make: () => Promise<KnownPackage>): Promise<KnownPackage> => {
    const made = known.get(key) ?? make()
    known.set(key, made)
    return made
  }
  const readFolder = (pinned: PinnedPackage, folder: string, name?: string): KnownPackage => ({
    pinned,
    projectName: name ?? nameOf(pinned, folder),
    packages: packagesOf(invocation, pinned, folder),
    folder: async () => folder,
  })
  const fetchGit = async (pinned: GitPackage): Promise<KnownPackage> => {
    const folder = newFolder()
    const revision = await checkOut(invocation, { url: pinned.url, revision: pinned.revision, folder })
    warnOfUnpinned(invocation, pinned)
    const inside = subfolder(pinned, folder)
    const found = readFolder({ ...pinned, revision }, inside)
    known.set(keyOf(found.pinned), Promise.resolve(found))
    return found
  }
  return {
    look: (pinned) =>
      once(keyOf(pinned), async () => {
        switch (pinned.kind) {
          case 'hub': {
            const { projectName, tarball, packages } = await hub.version(pinned.name, pinned.version)
            checkFolderName(projectName)
            return { pinned, projectName, packages, folder: () => unpackFrom(http, tarball, newFolder()) }
          }
          case 'git':
            return fetchGit(pinned)
          case 'local':
            return readFolder(pinned, localFolder(root, pinned.path))
          case 'tarball':
            checkFolderName(pinned.name)
            return readFolder(pinned, await unpackFrom(http, pinned.url, newFolder()), pinned.name)
          default:
            return pinned satisfies never
        }
      }),
  }
}

function keyOf(pinned: PinnedPackage): string {
  const revision = pinned.kind === 'git' ? pinned.revision : pinned.kind === 'hub' ? pinned.version : ''
  return `${pinned.kind} ${packageName(pinned)} ${pinned.kind === 'tarball' ? pinned.url : revision}`
}

function localFolder(root: string, path: string): string {
  const folder = resolve(root, path.replace(/^~(?=\/|$)/, homedir()))
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder
  throw new TdbtError('package-not-found', `the local package '${path}' is not there: no folder ${folder}`, {
    hint: 'write the path from the folder of the project',
  })
}

function subfolder({ url, subdirectory }: GitPackage, folder: string): string {
  if (subdirectory === null) return folder
  const inside = resolve(folder, subdirectory)
  if (relative(folder, inside).startsWith('..') || !existsSync(inside))
    throw new TdbtError(
      'package-not-valid',
      `the repository ${displayUrl(url)} has no folder '${subdirectory}'`,
    )
  return inside
}

function nameOf(pinned: PinnedPackage, folder: string): string {
  const called = `the package ${displayUrl(packageName(pinned))}`
  const path = join(folder, 'dbt_project.yml')
  if (!existsSync(path)) throw new TdbtError('package-not-valid', `${called} has no dbt_project.yml`)
  const file = `dbt_project.yml of ${called}`
  const project = readYaml(readText(path, file), file)
  const name = isMapping(project) ? project.name : undefined
  if (typeof name !== 'string' || !isProjectName(name))
    throw new TdbtError('package-not-valid', `${called} has no valid name in its dbt_project.yml`)
  return name
}

function packagesOf(invocation: Invocation, pinned: PinnedPackage, folder: string): readonly PackageSpec[] {
  const shown = (name: string): string => `${name} of ${displayUrl(packageName(pinned))}`
  return readPackagesFile(invocation, folder, { shown, rendersAll: true }).specs
}

/** A name that a hub or packages.yml gives becomes the name of a folder. */
function checkFolderName(name: string): void {
  if (!/^\w[\w.-]*$/.test(name))
    throw new TdbtError('package-not-valid', `'${name}' can't be the name of a package`)
}

function warnOfUnpinned(invocation: Invocation, { url, revision, warnUnpinned }: GitPackage): void {
  if (!warnUnpinned || !['HEAD', 'main', 'master'].includes(revision)) return
  const what =
    revision === 'HEAD' ? 'not pinned: its default branch is used' : `pinned to the branch '${revision}' only`
  warn(
    invocation,
    'DepsUnpinned',
    `the git package ${displayUrl(url)} is ${what}, and may change without a warning. Name a tag or a commit as its revision, or say warn-unpinned: false.`,
  )
}

import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'

/** A package that is ready: its folder, and the name that it gets. */
export interface ReadyPackage {
  readonly name: string
  readonly folder: string
  /** What stands elsewhere is linked. */
  readonly isLinked: boolean
}

/** Within the folder of packages, so that a rename suffices; dbt passes over names that begin so. */
export const stagingName = '__tdbt_staging'

/**
 * Puts packages in the place of those that are there. Everything has been fetched by now, so that what is left to do
 * are renames.
 * @throws TdbtError (`packages-not-writable`)
 */
export function placePackages(installPath: string, packages: readonly ReadyPackage[]): void {
  const staging = join(installPath, stagingName)
  const [coming, going] = [join(staging, 'coming'), join(staging, 'going')]
  try {
    for (const folder of [coming, going]) mkdirSync(folder, { recursive: true })
    for (const { name, folder, isLinked } of packages) {
      const place = join(coming, name)
      if (isLinked) link(folder, place)
      else renameSync(folder, place)
    }
    for (const name of readdirSync(installPath)) {
      if (name !== stagingName) renameSync(join(installPath, name), join(going, name))
    }
    for (const { name } of packages) renameSync(join(coming, name), join(installPath, name))
  } catch (error) {
    throw notWritable(installPath, error)
  }
}

/** Removes what installing needed, and the folder itself where nothing is in it and it was not there before. */
export function clearStaging(installPath: string, wasThere: boolean): void {
  rmSync(join(installPath, stagingName), { recursive: true, force: true })
  if (!wasThere && existsSync(installPath) && readdirSync(installPath).length === 0)
    rmSync(installPath, { recursive: true })
}

/** dbt copies where a system has no links. */
function link(folder: string, place: string): void {
  try {
    symlinkSync(folder, place, 'dir')
  } catch {
    cpSync(folder, place, { recursive: true })
  }
}

function notWritable(installPath: string, cause: unknown): TdbtError {
  const { message } = cause as Error
  return new TdbtError('packages-not-writable', `${installPath} can't be written: ${message}`, { cause })
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Invocation, loadUnboundConfig, readPackagesFile } from '@tdbt/core'
import { defaultHttpLimits, type HttpLimits } from '@tdbt/ingest'
import { createHttp } from './http.js'
import { createHub } from './hub.js'
import { packagesHash, readLockFile, writeLockFile } from './lock-file.js'
import { createShelf, type KnownPackage } from './obtain.js'
import { packageName, versionName } from './pinned-package.js'
import { clearStaging, placePackages, type ReadyPackage, stagingName } from './place-packages.js'
import type { OnProgress } from './progress.js'
import { resolvePackages } from './resolve.js'
import { groupPackages, pinPackage } from './wanted-package.js'

export interface InstallOptions {
  /** Whether the lock file is made anew although it fits packages.yml. */
  readonly upgrade: boolean
  /** Whether the lock file is all that is wanted. */
  readonly lockOnly: boolean
  readonly onProgress: OnProgress
  readonly limits?: HttpLimits
}

/**
 * `tdbt deps`: installs what packages.yml (or dependencies.yml) asks for, in the versions of package-lock.yml; that is
 * written first where it is missing or was written for something else. What was installed stays until all is fetched.
 * @throws TdbtError (`Dependency`, `Project`)
 */
export async function installPackages(invocation: Invocation, options: InstallOptions): Promise<void> {
  const { root, config, installPath } = loadUnboundConfig(invocation)
  const { onProgress, limits = defaultHttpLimits } = options
  const { specs } = readPackagesFile(invocation, root, { shown: (name) => name, rendersAll: false })
  const http = createHttp(limits, invocation.signal)
  const hub = createHub(invocation, http)
  const staging = join(installPath, stagingName)
  const wasThere = existsSync(installPath)
  let isPlaced = false
  clearStaging(installPath, wasThere)
  const shelf = createShelf(invocation, { root, staging, hub, http })
  try {
    const hash = packagesHash(specs)
    if (specs.length > 0 && (options.upgrade || readLockFile(invocation, root)?.hash !== hash)) {
      const packages = await resolvePackages(specs, { hub, shelf, rootName: config.name })
      onProgress({ name: 'DepsLockUpdating', lockFile: writeLockFile(invocation, root, packages, hash) })
    }
    if (specs.length === 0) onProgress({ name: 'DepsNoPackagesFound' })
    if (options.lockOnly) return
    const locked = specs.length === 0 ? [] : (readLockFile(invocation, root)?.specs ?? [])
    const packages: KnownPackage[] = []
    for (const wanted of groupPackages(locked)) packages.push(await shelf.look(await pinPackage(hub, wanted)))
    placePackages(installPath, await fetchAll(packages, onProgress))
    isPlaced = true
    tellOfUpdates(packages, onProgress)
  } finally {
    await http.close()
    clearStaging(installPath, wasThere || isPlaced)
  }
}

async function fetchAll(
  packages: readonly KnownPackage[],
  onProgress: OnProgress,
): Promise<readonly ReadyPackage[]> {
  const ready: ReadyPackage[] = []
  for (const { pinned, projectName, folder } of packages) {
    onProgress({ name: 'DepsStartPackageInstall', packageName: packageName(pinned) })
    ready.push({ name: projectName, folder: await folder(), isLinked: pinned.kind === 'local' })
    onProgress({ name: 'DepsInstallInfo', versionName: versionName(pinned) })
    if (pinned.kind === 'hub') {
      const { version, latest } = pinned
      onProgress(version === latest ? { name: 'DepsUpToDate' } : { name: 'DepsUpdateAvailable', latest })
    }
    if (pinned.kind === 'git' && pinned.subdirectory !== null)
      onProgress({ name: 'DepsListSubdirectory', subdirectory: pinned.subdirectory })
  }
  return ready
}

function tellOfUpdates(packages: readonly KnownPackage[], onProgress: OnProgress): void {
  const old = packages.flatMap(({ pinned }) =>
    pinned.kind === 'hub' && pinned.version !== pinned.latest ? [pinned.name] : [],
  )
  if (old.length > 0) onProgress({ name: 'DepsNotifyUpdatesAvailable', packages: old })
}

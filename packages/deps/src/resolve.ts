import { TdbtError } from '@tdbt/adapter-api'
import type { PackageSpec } from '@tdbt/core'
import type { Hub } from './hub.js'
import type { KnownPackage, Shelf } from './obtain.js'
import { type PinnedPackage, packageName } from './pinned-package.js'
import { groupPackages, pinPackage } from './wanted-package.js'

/**
 * Finds all packages of a project: those that it asks for, and what these ask for in turn, each in a version that all
 * of them agree to.
 * @throws TdbtError (`package-versions-conflict`, `package-name-twice` and errors of what is looked at)
 */
export async function resolvePackages(
  specs: readonly PackageSpec[],
  { hub, shelf, rootName }: { readonly hub: Hub; readonly shelf: Shelf; readonly rootName: string },
): Promise<readonly KnownPackage[]> {
  const all: PackageSpec[] = []
  const seen = new Set<PinnedPackage>()
  let pending = specs
  while (pending.length > 0) {
    const next: PackageSpec[] = []
    const keys = new Set(groupPackages(pending).map(({ key }) => key))
    all.push(...pending)
    for (const wanted of groupPackages(all)) {
      if (!keys.has(wanted.key)) continue
      const found = await shelf.look(await pinPackage(hub, wanted))
      // Packages that ask for each other would go on for ever.
      if (!seen.has(found.pinned)) next.push(...found.packages)
      seen.add(found.pinned)
    }
    pending = next
  }
  const packages: KnownPackage[] = []
  for (const wanted of groupPackages(all)) packages.push(await shelf.look(await pinPackage(hub, wanted)))
  checkNames(packages, rootName)
  return packages
}

function checkNames(packages: readonly KnownPackage[], rootName: string): void {
  const owners = new Map<string, string>([[rootName, 'the project itself']])
  for (const { projectName, pinned } of packages) {
    const other = owners.get(projectName)
    if (other !== undefined)
      throw new TdbtError(
        'package-name-twice',
        `'${projectName}' is the name of ${other} and of the package ${packageName(pinned)}`,
      )
    owners.set(projectName, `the package ${packageName(pinned)}`)
  }
}

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import { asText, type Invocation, loadUnboundConfig, readPackagesFile, readText } from '@tdbt/core'
import { Document, isMap, isSeq, parseDocument } from 'yaml'
import type { OnProgress } from './progress.js'

export interface NewPackage {
  readonly source: 'hub' | 'git' | 'local'
  /** A name of the hub, an address or a path. */
  readonly name: string
  /** A version, conditions joined by commas, or a revision of git. */
  readonly version: string | null
}

/**
 * `tdbt deps --add-package`: writes a package into packages.yml (or dependencies.yml, where the packages stand there), in
 * the place of an entry for the same one. Comments stay.
 * @throws TdbtError (`packages-not-valid`)
 */
export function addPackage(invocation: Invocation, added: NewPackage, onProgress: OnProgress): void {
  const { root } = loadUnboundConfig(invocation)
  const { name: fileName } = readPackagesFile(invocation, root, { shown: (name) => name, rendersAll: false })
  const path = join(root, fileName)
  const text = existsSync(path) ? readText(path, fileName) : ''
  const document = text.trim() === '' ? new Document({}) : parseDocument(text, { version: '1.1' })
  if (!isSeq(document.get('packages'))) document.set('packages', document.createNode([]))
  const packages = document.get('packages')
  if (!isSeq(packages)) throw new TdbtError('packages-not-valid', `'packages' of ${fileName} must be a list`)
  packages.flow = false
  for (const [at, item] of [...packages.items.entries()].reverse()) {
    const entry = isMap(item) ? (item.toJSON() as Record<string, unknown>) : {}
    if (!isSamePackage(entry, added.name)) continue
    packages.items.splice(at, 1)
    onProgress({ name: 'DepsFoundDuplicatePackage', removed: asText(entry) })
  }
  packages.add(document.createNode(entryOf(added)))
  writeFileSync(path, document.toString({ lineWidth: 0 }))
  onProgress({ name: 'DepsAddPackage', packageName: added.name, version: added.version, file: path })
}

function entryOf({ source, name, version }: NewPackage): Record<string, unknown> {
  if (source === 'local') return { local: name }
  const wanted = version?.includes(',') ? version.split(',').map((one) => one.trim()) : version
  if (source === 'git') return { git: name, ...(wanted !== null && { revision: wanted }) }
  return { package: name, version: wanted }
}

/**
 * dbt's rule: an entry whose name or address has the new name in it as a whole part, `-` and `_` being the same, and
 * the namespace left out.
 */
function isSamePackage(entry: Readonly<Record<string, unknown>>, name: string): boolean {
  const address = entry.package ?? entry.git ?? entry.local ?? entry.tarball ?? entry.private
  if (typeof address !== 'string') return false
  const words = [name, name.split('/').at(-1) ?? name].flatMap((word) => [
    word,
    word.replaceAll('_', '-'),
    word.replaceAll('-', '_'),
  ])
  return words.some((word) => {
    const at = word === '' ? -1 : address.indexOf(word)
    const isWhole = (letter: string | undefined): boolean => letter === undefined || '/.'.includes(letter)
    return at >= 0 && isWhole(address[at - 1]) && isWhole(address[at + word.length])
  })
}

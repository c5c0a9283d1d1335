import { TdbtError } from '@tdbt/adapter-api'
import type { Exposure, ManifestNode, RefArgs, SourceArgs } from '../manifest/node.js'
import type { RefIndex } from '../manifest/ref-index.js'
import { nearest } from '../project/nearest.js'
import type { ErrorCollector } from './parse-errors.js'

type Reader = Pick<
  ManifestNode | Exposure,
  'uniqueId' | 'name' | 'packageName' | 'originalFilePath' | 'refs' | 'sources'
>

/** Finds what a node's refs and sources name. A node with one that is missing is told, or dropped if it is a test. */
export function resolveReads(
  reader: Reader,
  refs: RefIndex,
  disabled: RefIndex,
  locate: (reader: Reader, text: string) => TdbtError['place'],
): readonly string[] {
  const found = new Set<string>()
  for (const source of reader.sources) {
    const id = refs.source(source[0], source[1], reader.packageName)
    if (id === undefined) throw unknownSource(reader, source, refs, disabled, locate)
    found.add(id)
  }
  for (const ref of reader.refs) {
    const id = refs.node(ref.name, ref.package, reader.packageName)
    if (id === undefined) throw unknownRef(reader, ref, refs, disabled, locate)
    found.add(id)
  }
  return [...found]
}

function unknownRef(
  reader: Reader,
  ref: RefArgs,
  refs: RefIndex,
  disabled: RefIndex,
  locate: (reader: Reader, text: string) => TdbtError['place'],
): TdbtError {
  const off = disabled.node(ref.name, ref.package, reader.packageName) !== undefined
  const named = ref.package === null ? `'${ref.name}'` : `'${ref.name}' in the package '${ref.package}'`
  return new TdbtError(
    'Compilation',
    `${reader.uniqueId} depends on a node named ${named} which ${off ? 'is disabled' : 'was not found'}`,
    {
      place: locate(reader, ref.name),
      hint: off ? `enable it, or disable ${reader.name} too` : nearest(ref.name, refs.nodeNames),
    },
  )
}

function unknownSource(
  reader: Reader,
  [source, table]: SourceArgs,
  refs: RefIndex,
  disabled: RefIndex,
  locate: (reader: Reader, text: string) => TdbtError['place'],
): TdbtError {
  const off = disabled.source(source, table, reader.packageName) !== undefined
  return new TdbtError(
    'Compilation',
    `${reader.uniqueId} depends on a source named '${source}.${table}' which ${off ? 'is disabled' : 'was not found'}`,
    {
      place: locate(reader, table),
      hint: off
        ? `enable it, or disable ${reader.name} too`
        : nearest(`${source}.${table}`, refs.sourceNames),
    },
  )
}

/** Resolves what each of many reads; one with a missing ref is left out and its error collected. */
export function resolveAll<T extends Reader & Pick<ManifestNode | Exposure, 'dependsOn'>>(
  readers: Iterable<T>,
  resolve: (reader: T) => readonly string[],
  errors: ErrorCollector,
): ReadonlyMap<string, T> {
  const resolved = new Map<string, T>()
  for (const reader of readers) {
    const nodes = errors.attempt(() => resolve(reader))
    if (nodes)
      resolved.set(reader.uniqueId, { ...reader, dependsOn: { macros: reader.dependsOn.macros, nodes } })
  }
  return resolved
}

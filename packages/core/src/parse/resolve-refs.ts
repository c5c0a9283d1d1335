import { type Place, TdbtError } from '@tdbt/adapter-api'
import type { Exposure, ManifestNode, RefArgs, SourceArgs } from '../manifest/node.js'
import type { RefIndex } from '../manifest/ref-index.js'
import { nearest } from '../project/nearest.js'
import type { ErrorCollector } from './parse-errors.js'

type Reader = Pick<
  ManifestNode | Exposure,
  'uniqueId' | 'resourceType' | 'name' | 'packageName' | 'originalFilePath' | 'refs' | 'sources'
>

export interface ReadResolver {
  readonly refs: RefIndex
  /** The unique ids of what a node reads, sources first as dbt has them; undefined where the node is left out. */
  of(reader: Reader): readonly string[] | undefined
}

export interface ReadResolverOptions {
  readonly refs: RefIndex
  /** What is disabled: naming it is another mistake than naming what isn't there. */
  readonly disabled: RefIndex
  /** Names of nodes that could not be read, which has been told already. */
  readonly unread: ReadonlySet<string>
  /** The text of a file, to say where in it a name stands. */
  readonly texts: (file: string) => string | undefined
  readonly errors: ErrorCollector
  readonly warn: (message: string) => void
}

/**
 * Finds what refs and sources name. One that names nothing is an error; of a test it is dbt's warning (or nothing, if
 * what is named is disabled), and the test is left out.
 */
export function readResolver(options: ReadResolverOptions): ReadResolver {
  const { refs, disabled, unread, errors, warn } = options
  return {
    refs,
    of(reader) {
      const found = new Set<string>()
      for (const [source, table] of reader.sources) {
        const id = refs.source(source, table, reader.packageName)
        if (id === undefined) return missing(reader, missingSource(reader, [source, table]), isOff(reader))
        found.add(id)
      }
      for (const ref of reader.refs) {
        const id = refs.node(ref.name, ref.package, reader.packageName)
        if (id === undefined) {
          return unread.has(ref.name) ? undefined : missing(reader, missingNode(reader, ref), isOff(reader))
        }
        found.add(id)
      }
      return [...found]
    },
  }

  function isOff(reader: Reader): boolean {
    return (
      reader.refs.some(({ name, package: owner }) => disabled.node(name, owner, reader.packageName)) ||
      reader.sources.some(([source, table]) => disabled.source(source, table, reader.packageName))
    )
  }

  function missing(reader: Reader, error: TdbtError, off: boolean): undefined {
    if (reader.resourceType !== 'test') errors.add(error)
    else if (!off) warn(`${error.message} (${error.place?.file ?? ''})`)
  }

  function missingNode(reader: Reader, ref: RefArgs): TdbtError {
    const off = disabled.node(ref.name, ref.package, reader.packageName) !== undefined
    const named = ref.package === null ? `'${ref.name}'` : `'${ref.name}' in the package '${ref.package}'`
    return missingRead(reader, `node named ${named}`, ref.name, off, () =>
      nearest(ref.name, refs.nodeNames()),
    )
  }

  function missingSource(reader: Reader, [source, table]: SourceArgs): TdbtError {
    const off = disabled.source(source, table, reader.packageName) !== undefined
    const full = `${source}.${table}`
    return missingRead(reader, `source named '${full}'`, table, off, () => nearest(full, refs.sourceNames()))
  }

  function missingRead(
    reader: Reader,
    what: string,
    name: string,
    off: boolean,
    suggest: () => string | undefined,
  ): TdbtError {
    const text = options.texts(reader.originalFilePath)
    return new TdbtError(
      'Compilation',
      `${reader.uniqueId} depends on a ${what} which ${off ? 'is disabled' : 'was not found'}`,
      {
        place: placeOf(reader.originalFilePath, text, name),
        source: text,
        hint: off ? `enable it, or disable ${reader.name} too` : suggest(),
      },
    )
  }
}

/** Where in a file a name stands, for messages: the first place that it is written in quotes. */
function placeOf(file: string, text: string | undefined, name: string): Place {
  const match = text && new RegExp(`['"]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]`).exec(text)
  if (!text || !match) return { file }
  const before = text.slice(0, match.index).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  return { file, line: before.length, column, endLine: before.length, endColumn: column + match[0].length }
}

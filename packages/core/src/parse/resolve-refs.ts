import { type ErrorCode, type Place, TdbtError } from '@tdbt/adapter-api'
import type { Warn } from '../invocation/warn.js'
import { versionText } from '../manifest/model-version.js'
import type { Exposure, ManifestNode, RefArgs, SourceArgs } from '../manifest/node.js'
import type { RefIndex } from '../manifest/ref-index.js'
import type { YamlResource } from '../manifest/yaml-resource.js'
import type { ErrorCollector } from './parse-errors.js'
import { placeOfRead } from './place-of-read.js'

type Common =
  | 'uniqueId'
  | 'resourceType'
  | 'name'
  | 'packageName'
  | 'shownPath'
  | 'refs'
  | 'sources'
  | 'metrics'
type Reader =
  | Pick<ManifestNode, Common | 'origin' | 'rawCode' | 'test'>
  | Pick<Exposure, Common | 'entry'>
  | ReaderOfYaml

/** What stands in YAML alone reads like an exposure. */
interface ReaderOfYaml extends Pick<Exposure, Exclude<Common, 'resourceType'> | 'entry'> {
  readonly resourceType: YamlResource['resourceType']
}

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
  readonly warn: Warn
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
      for (const read of reader.sources) {
        const id = refs.source(read[0], read[1], reader.packageName)
        if (id === undefined) return missing(reader, sourceOf(reader, read))
        found.add(id)
      }
      for (const ref of reader.refs) {
        const id = refs.node(ref, reader.packageName)
        if (id === undefined) return unread.has(ref.name) ? undefined : missing(reader, nodeOf(reader, ref))
        found.add(id)
      }
      for (const metric of reader.metrics) {
        const id = refs.metric(metric, reader.packageName)
        if (id === undefined) return missing(reader, metricOf(reader, metric))
        found.add(id)
      }
      return [...found]
    },
  }

  function missing(reader: Reader, { what, name, code, isDisabled, suggest }: Missing): undefined {
    const problem = `depends on a ${what} which ${isDisabled ? 'is disabled' : 'was not found'}`
    if (reader.resourceType === 'test') {
      const nearby = suggest()
      const end = nearby === undefined ? '' : `; ${nearby}`
      if (!isDisabled)
        warn('NodeNotFoundOrDisabled', `Test '${reader.uniqueId}' (${reader.shownPath}) ${problem}${end}`)
      return
    }
    const place = placeOfRead(reader, name, options.texts)
    const source = options.texts(place.file)
    const hint = isDisabled
      ? `enable it, or disable ${reader.name} too`
      : (suggest() ?? (isInSqlComment(place, source) ? commentHint : undefined))
    errors.add(new TdbtError(code, `${reader.uniqueId} ${problem}`, { place, source, hint }))
  }

  function nodeOf(reader: Reader, ref: RefArgs): Missing {
    const { name, package: owner, version } = ref
    const isDisabled = disabled.node(ref, reader.packageName) !== undefined
    const ofVersion = version === null ? '' : ` with version '${versionText(version)}'`
    return {
      what: `node named '${name}'${ofVersion}${owner === null ? '' : ` in the package '${owner}'`}`,
      name,
      code: isDisabled ? 'ref-disabled' : 'ref-not-found',
      isDisabled,
      suggest: () => refs.suggestNode(ref),
    }
  }

  function metricOf(reader: Reader, parts: readonly string[]): Missing {
    const name = parts.at(-1) ?? ''
    const isDisabled = disabled.metric(parts, reader.packageName) !== undefined
    return {
      what: `metric named '${name}'`,
      name,
      code: 'metric-not-valid',
      isDisabled,
      suggest: () => undefined,
    }
  }

  function sourceOf(reader: Reader, [source, table]: SourceArgs): Missing {
    const full = `${source}.${table}`
    const isDisabled = disabled.source(source, table, reader.packageName) !== undefined
    return {
      what: `source named '${full}'`,
      name: table,
      code: isDisabled ? 'source-disabled' : 'source-not-found',
      isDisabled,
      suggest: () => refs.suggestSource(source, table),
    }
  }
}

const commentHint =
  'Jinja reads what stands in a comment of SQL too: write {# ... #} around what is not to be read'

function isInSqlComment({ line, column }: Place, text: string | undefined): boolean {
  const before = text?.split('\n')[(line ?? 0) - 1]?.slice(0, (column ?? 1) - 1)
  return before?.trimStart().startsWith('--') ?? false
}

/** Something that a node reads and that is not there. */
interface Missing {
  readonly what: string
  readonly name: string
  readonly code: ErrorCode
  readonly isDisabled: boolean
  readonly suggest: () => string | undefined
}

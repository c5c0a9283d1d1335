import { type ErrorCode, nearest, TdbtError } from '@tdbt/adapter-api'
import type { Warn } from '../invocation/warn.js'
import { asText, emptyObject, isMapping } from '../json.js'
import type { VersionOfModel } from '../manifest/model-version.js'
import type { EntryPath } from '../manifest/node.js'
import type { RenderYaml } from '../project/render-yaml.js'
import type { SourceFile } from '../project/source-file.js'
import { locateYaml, locateYamlKey, readYaml } from '../project/yaml.js'
import type { ErrorCollector } from './parse-errors.js'

export type Entry = Readonly<Record<string, unknown>>

/** One entry of a properties file (a model's, a source's ...), with what messages about it need. */
export interface PropertyEntry {
  readonly file: SourceFile
  readonly section: Section
  readonly name: string
  /** Of a model with versions: which of them the entry is about. */
  readonly version: VersionOfModel | null
  /** Where it stands in the file, or what is at a path inside it. */
  readonly at: (path?: EntryPath) => EntryPath
  readonly entry: Entry
  /** The same as it is written, before rendering. */
  readonly raw: Entry
  /** Makes an error that points at the entry, or at a key inside it. */
  readonly error: (
    code: ErrorCode,
    message: string,
    path?: readonly (string | number)[],
    hint?: string,
  ) => TdbtError
}

export const sections = [
  'models',
  'seeds',
  'snapshots',
  'analyses',
  'sources',
  'macros',
  'data_tests',
  'exposures',
  'groups',
  'unit_tests',
  'semantic_models',
  'metrics',
  'saved_queries',
] as const
export type Section = (typeof sections)[number]

/** Sections that later versions of tdbt will read; naming one is no mistake. */
const laterSections = new Set(['version', 'functions', 'anchors', 'tests'])

/** Reads one properties file into its entries. */
export function readProperties(
  file: SourceFile,
  render: RenderYaml,
  errors: ErrorCollector,
  warn: Warn,
): readonly PropertyEntry[] {
  const raw = errors.attempt(() => readYaml(file.text, file.shownPath, undefined, warn))
  if (raw === undefined || raw === null) return []
  const errorAt = (
    code: ErrorCode,
    message: string,
    path: readonly (string | number)[],
    hint?: string,
  ): TdbtError =>
    new TdbtError(code, message, {
      place: locateYaml(file.text, file.shownPath, path),
      source: file.text,
      hint,
    })
  if (!isEntry(raw)) {
    errors.add(errorAt('properties-not-valid', 'a properties file must be a mapping', []))
    return []
  }
  const entries: PropertyEntry[] = []
  for (const [key, value] of Object.entries(raw)) {
    if (laterSections.has(key)) continue
    if (!isSection(key)) {
      const hint = nearest(key, [...sections, ...laterSections])
      const message = `'${key}' is no key of a properties file${hint ? `; ${hint}` : ''}`
      const place = locateYamlKey(file.text, file.shownPath, [key])
      warn('CustomTopLevelKeyDeprecation', message, { place, source: file.text })
      continue
    }
    if (value === null) continue
    if (!Array.isArray(value)) {
      errors.add(errorAt('properties-not-valid', `'${key}' must be a list`, [key]))
      continue
    }
    value.forEach((item: unknown, index) => {
      const error: PropertyEntry['error'] = (code, message, path = [], hint) =>
        errorAt(code, message, [key, index, ...path], hint)
      if (!isEntry(item)) {
        errors.add(error('properties-not-valid', `an entry of '${key}' must be a mapping`))
        return
      }
      if (typeof item.name !== 'string') {
        errors.add(error('properties-not-valid', `an entry of '${key}' has no 'name'`))
        return
      }
      const rendered = errors.attempt(() => renderEntry(key, item, render))
      if (rendered)
        entries.push({
          file,
          section: key,
          name: asText(rendered.name),
          version: null,
          at: (path = []) => [key, index, ...path],
          entry: rendered,
          raw: item,
          error,
        })
    })
  }
  return entries
}

/** Renders what dbt renders when it reads the file; the rest is rendered when it is used. */
function renderEntry(section: Section, entry: Entry, render: RenderYaml): Entry {
  const renderAt = (value: unknown, path: EntryPath): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown, index) => renderAt(item, [...path, index]))
    if (isEntry(value)) {
      const rendered = emptyObject()
      for (const [key, item] of Object.entries(value)) rendered[key] = renderAt(item, [...path, key])
      return rendered
    }
    return isRenderedLate(section, path)
      ? value
      : render(value, `${section}.${asText(entry.name)}.${path.join('.')}`)
  }
  return renderAt(entry, []) as Entry
}

/** dbt's rules of which texts of an entry are not rendered when the file is read. */
function isRenderedLate(section: Section, path: EntryPath): boolean {
  if (section === 'macros' && path[0] === 'arguments') return isLateKey(path.slice(1))
  // Conditions of metrics are templates of another language.
  if (section === 'metrics' && (path.at(-1) === 'filter' || path.at(-2) === 'filter')) return true
  if (section === 'saved_queries' && path[0] === 'query_params' && path[1] === 'where') return true
  if (section !== 'sources') return isLateKey(path)
  if (path[0] === 'tables') return isLateKey(path.slice(2))
  return lateOfSources.has(path[0] ?? '') || (path[0] === 'config' && path[1] === 'loaded_at_query')
}

const lateOfSources = new Set<string | number>(['description', 'loaded_at_query'])
const late = new Set<string | number>(['tests', 'data_tests', 'description', 'loaded_at_query'])
// Of hooks only these two spellings: what stands below `pre-hook` is rendered when the file is read.
const lateConfigs = new Set<string | number>(['pre_hook', 'post_hook', 'loaded_at_query'])
const described = new Set<string | number>(['columns', 'dimensions', 'measures', 'entities'])

function isLateKey(path: EntryPath): boolean {
  const [first = '', second = '', third = ''] = path
  return (
    late.has(first) ||
    (path.length === 2 && late.has(second)) ||
    (first === 'config' && lateConfigs.has(second)) ||
    (path.length === 5 && path[4] === 'description') ||
    (described.has(first) && late.has(third) && third !== 'loaded_at_query')
  )
}

function isSection(key: string): key is Section {
  return (sections as readonly string[]).includes(key)
}

/** Whether a value from YAML is a mapping; a float with a whole value is an object too. */
export function isEntry(value: unknown): value is Entry {
  return isMapping(value)
}

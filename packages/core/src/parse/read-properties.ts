import { type ErrorCode, nearest, TdbtError } from '@tdbt/adapter-api'
import type { Warn } from '../invocation/warn.js'
import { emptyObject, isMapping } from '../json.js'
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
] as const
export type Section = (typeof sections)[number]

/** Sections that later versions of tdbt will read; naming one is no mistake. */
const laterSections = new Set([
  'version',
  'metrics',
  'semantic_models',
  'saved_queries',
  'unit_tests',
  'functions',
  'anchors',
  'tests',
])

/** Keys whose texts are not rendered when the file is read: dbt renders them when they are used. */
const unrendered = new Set([
  'description',
  'data_tests',
  'tests',
  'pre-hook',
  'post-hook',
  'pre_hook',
  'post_hook',
  'loaded_at_query',
])

/** Reads one properties file into its entries. */
export function readProperties(
  file: SourceFile,
  render: RenderYaml,
  errors: ErrorCollector,
  warn: Warn,
): readonly PropertyEntry[] {
  const raw = errors.attempt(() => readYaml(file.text, file.shownPath))
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
  const inFile = { place: { file: file.shownPath } }
  for (const [key, value] of Object.entries(raw)) {
    if (key === 'unit_tests' && value !== null) {
      warn('UnitTestsLeftOut', 'unit tests are not there yet, and are left out', inFile)
    }
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
      const { name } = item
      const rendered = errors.attempt(() => renderEntry(item, `${key}.${name}`, render))
      if (rendered)
        entries.push({
          file,
          section: key,
          name,
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

function renderEntry(entry: Entry, path: string, render: RenderYaml): Entry {
  const rendered = emptyObject()
  for (const [key, value] of Object.entries(entry)) {
    if (unrendered.has(key)) rendered[key] = value
    else if (Array.isArray(value)) {
      rendered[key] = value.map((item: unknown, index) =>
        isEntry(item)
          ? renderEntry(item, `${path}.${key}[${index}]`, render)
          : render(item, `${path}.${key}[${index}]`),
      )
    } else if (isEntry(value)) rendered[key] = renderEntry(value, `${path}.${key}`, render)
    else rendered[key] = render(value, `${path}.${key}`)
  }
  return rendered
}

function isSection(key: string): key is Section {
  return (sections as readonly string[]).includes(key)
}

/** Whether a value from YAML is a mapping; a float with a whole value is an object too. */
export function isEntry(value: unknown): value is Entry {
  return isMapping(value)
}

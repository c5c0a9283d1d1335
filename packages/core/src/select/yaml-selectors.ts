import { type ErrorOrigin, nearest, TdbtError } from '@tdbt/adapter-api'
import type { IndirectSelection } from '../invocation/flags.js'
import { asText, isMapping, type Json, type JsonObject } from '../json.js'
import type { EntryPath } from '../manifest/node.js'
import type { SelectorsFile } from '../project/project.js'
import { locateYaml } from '../project/yaml.js'
import { type Criterion, parseCriterion, parseMethod } from './criterion.js'
import type { SelectionTree } from './selection-tree.js'

/** A selector of selectors.yml. */
export interface Selector {
  readonly name: string
  /** Whether it is what commands work on where neither --select nor --exclude nor --selector is given. */
  readonly isDefault: boolean
  readonly tree: SelectionTree
  /** The entry as dbt's manifest has it: words of the command line as mappings. */
  readonly written: JsonObject
}

export type Selectors = ReadonlyMap<string, Selector>

const modes: readonly string[] = ['eager', 'cautious', 'buildable', 'empty'] satisfies IndirectSelection[]

type Mapping = Readonly<Record<string, unknown>>

/** What reading a definition takes: the selectors above it, and the mode where it names none. */
interface Reading {
  readonly known: Selectors
  readonly indirectSelection: IndirectSelection
  readonly origin: (path: EntryPath) => ErrorOrigin
  readonly fail: (message: string, path: EntryPath, hint?: string) => TdbtError
}

/**
 * Reads selectors.yml by dbt's rules: https://docs.getdbt.com/reference/node-selection/yaml-selectors
 * @throws TdbtError (`Project`, `Runtime`) that points at what is wrong
 */
export function parseSelectors(file: SelectorsFile | null, indirectSelection: IndirectSelection): Selectors {
  const selectors = new Map<string, Selector>()
  if (file === null || file.data === null) return selectors
  const { yaml, data } = file
  const origin = (path: EntryPath): ErrorOrigin => ({
    place: locateYaml(yaml.text, yaml.file, path),
    source: yaml.text,
  })
  const fail = (message: string, path: EntryPath, hint?: string): TdbtError =>
    new TdbtError('selectors-not-valid', message, { ...origin(path), hint })
  const list = isMapping(data) ? data.selectors : undefined
  if (!Array.isArray(list)) throw fail(`${yaml.file} needs a list 'selectors'`, ['selectors'])
  const reading: Reading = { known: selectors, indirectSelection, origin, fail }
  for (const [index, entry] of (list as readonly unknown[]).entries()) {
    const selector = parseSelector(entry, ['selectors', index], reading)
    const other = [...selectors.values()].find((each) => each.isDefault && each.name !== selector.name)
    if (selector.isDefault && other)
      throw fail(`two selectors have 'default: true': ${other.name} and ${selector.name}`, [
        'selectors',
        index,
        'default',
      ])
    selectors.set(selector.name, selector)
  }
  return selectors
}

/**
 * The selector of --selector.
 * @throws TdbtError (`Runtime`) where there is none of the name
 */
export function findSelector(selectors: Selectors, name: string): Selector {
  const found = selectors.get(name)
  if (found) return found
  const names = [...selectors.keys()]
  throw new TdbtError('selector-not-found', `could not find a selector named '${name}'`, {
    hint: nearest(name, names) ?? (names.length > 0 ? `there are ${names.join(', ')}` : undefined),
  })
}

const entryKeys = ['name', 'definition', 'description', 'default']

function parseSelector(entry: unknown, path: EntryPath, reading: Reading): Selector {
  const { fail } = reading
  if (!isMapping(entry)) throw fail('a selector must be a mapping with name and definition', path)
  const { name, definition, description, default: isDefault } = entry
  if (typeof name !== 'string') throw fail("a selector has no 'name'", [...path, 'name'])
  for (const key of Object.keys(entry)) {
    if (entryKeys.includes(key)) continue
    throw fail(`'${key}' is no key of a selector`, [...path, key], nearest(key, entryKeys))
  }
  if (description !== undefined && typeof description !== 'string')
    throw fail(`'description' of the selector '${name}' must be a text`, [...path, 'description'])
  if (isDefault !== undefined && typeof isDefault !== 'boolean')
    throw fail(`'default' of the selector '${name}' must be true or false`, [...path, 'default'])
  const at = [...path, 'definition']
  if (typeof definition !== 'string' && !isMapping(definition))
    throw fail(`the selector '${name}' needs a 'definition': a text or a mapping`, at)
  if (isMapping(definition) && Object.keys(definition).length > 1) {
    const set = Object.keys(definition).find((key) => key === 'union' || key === 'intersection')
    if (set !== undefined)
      throw fail(`'${set}' must stand alone in the definition of '${name}'`, [...at, set])
  }
  const tree = parseDefinition(definition, at, reading)
  const written = { ...entry, definition: writtenDefinition(definition, reading.known) }
  return { name, isDefault: isDefault === true, tree, written: written as JsonObject }
}

function parseDefinition(definition: unknown, path: EntryPath, reading: Reading): SelectionTree {
  const { fail, origin, indirectSelection } = reading
  if (typeof definition === 'string') {
    const criterion = placed(() => parseCriterion(definition), origin(path))
    return { kind: 'criterion', criterion, indirectSelection, origin: origin(path) }
  }
  if (!isMapping(definition)) throw fail('a definition must be a text or a mapping', path)
  if ('union' in definition) return parseSet('union', definition, path, reading)
  if ('intersection' in definition) return parseSet('intersection', definition, path, reading)
  const [key, ...others] = Object.keys(definition)
  if (key !== undefined && others.length === 0)
    return parseMethodValue({ method: key, value: definition[key] }, [...path, key], path, reading)
  if (definition.method === 'selector') {
    const named = asText(definition.value)
    const found = reading.known.get(named)
    if (found) return found.tree
    const hint = nearest(named, reading.known.keys()) ?? 'a selector can name only those above it'
    throw fail(`there is no selector '${named}' above this one`, [...path, 'value'], hint)
  }
  if (!('method' in definition && 'value' in definition))
    throw fail(
      `a definition has one key, or 'method' and 'value'; this one has ${Object.keys(definition).join(', ') || 'none'}`,
      path,
    )
  return without(parseMethodValue(definition, [...path, 'value'], path, reading), definition, path, reading)
}

/** The parts of a union or an intersection; an entry `exclude` among them is taken away from what they give. */
function parseSet(
  kind: 'union' | 'intersection',
  definition: Mapping,
  path: EntryPath,
  reading: Reading,
): SelectionTree {
  const parts: SelectionTree[] = []
  let exclusion: { readonly entry: Mapping; readonly path: EntryPath } | undefined
  for (const [index, item] of listOf(kind, definition, path, reading).entries()) {
    const at = [...path, kind, index]
    // dbt's rule, even where a method stands beside it, which then counts for nothing.
    if (isMapping(item) && 'exclude' in item) {
      if (exclusion)
        throw reading.fail(`this '${kind}' has more than one 'exclude'`, at, 'write one list of all')
      exclusion = { entry: item, path: at }
    } else parts.push(parseDefinition(item, at, reading))
  }
  // Tests that wait are looked for in no set of selectors.yml, whatever the mode: dbt's rule.
  const set: SelectionTree = { kind, parts, indirectSelection: 'eager' }
  return exclusion ? without(set, exclusion.entry, exclusion.path, reading) : set
}

function without(tree: SelectionTree, definition: Mapping, path: EntryPath, reading: Reading): SelectionTree {
  if (!('exclude' in definition)) return tree
  const excluded = listOf('exclude', definition, path, reading).map((item, index) =>
    parseDefinition(item, [...path, 'exclude', index], reading),
  )
  if (excluded.length === 0) return tree
  const parts: SelectionTree[] = [tree, { kind: 'union', parts: excluded, indirectSelection: 'eager' }]
  return { kind: 'difference', parts, indirectSelection: 'eager' }
}

function listOf(key: string, definition: Mapping, path: EntryPath, { fail }: Reading): readonly unknown[] {
  const list = definition[key]
  if (!Array.isArray(list)) throw fail(`'${key}' must be a list`, [...path, key])
  return list
}

function parseMethodValue(
  definition: Mapping,
  valuePath: EntryPath,
  path: EntryPath,
  { fail, origin, indirectSelection }: Reading,
): SelectionTree {
  const { method, value, indirect_selection: mode = indirectSelection } = definition
  if (typeof method !== 'string') throw fail("'method' must be a text", [...path, 'method'])
  const parsed = placed(
    () => parseMethod(method),
    origin('method' in definition ? [...path, 'method'] : path),
  )
  if (typeof mode !== 'string' || !modes.includes(mode)) {
    const hint = nearest(asText(mode), modes) ?? `these are: ${modes.join(', ')}`
    throw fail(`'${asText(mode)}' is no mode of indirect_selection`, [...path, 'indirect_selection'], hint)
  }
  const isConfig = parsed.method === 'config'
  if (typeof value !== 'string' && !(isConfig && (typeof value === 'boolean' || typeof value === 'number')))
    throw fail(
      `the value of '${method}' must be a text`,
      valuePath,
      typeof value === 'number' ? `write '${value}'` : undefined,
    )
  const criterion: Criterion = {
    ...parsed,
    value: String(value),
    ...(typeof value === 'number' ? { numberValue: value } : {}),
    childrensParents: isTrue(definition.childrens_parents),
    parentsDepth: isTrue(definition.parents) ? depth('parents_depth', definition, path, fail) : 0,
    childrenDepth: isTrue(definition.children) ? depth('children_depth', definition, path, fail) : 0,
  }
  if (criterion.childrensParents && criterion.childrenDepth > 0)
    throw fail(
      "'childrens_parents' and 'children' exclude each other",
      path,
      'childrens_parents selects all that children does',
    )
  return {
    kind: 'criterion',
    criterion,
    indirectSelection: mode as IndirectSelection,
    origin: origin(valuePath),
  }
}

/** As Python sees it. */
function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== ''
}

/** 0 is as good as none, as in dbt. */
function depth(key: string, definition: Mapping, path: EntryPath, fail: Reading['fail']): number {
  const value = definition[key] ?? 0
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0) throw fail(`'${key}' must be a whole number`, [...path, key])
  return number || Number.POSITIVE_INFINITY
}

function placed<T>(read: () => T, origin: ErrorOrigin): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof TdbtError)) throw error
    throw new TdbtError(error.code, error.message, { ...origin, hint: error.hint })
  }
}

/** A definition as dbt's manifest has it; what it leaves as it is written stays so here. */
function writtenDefinition(definition: unknown, known: Selectors): Json {
  if (typeof definition === 'string') return writtenCriterion(definition)
  if (!isMapping(definition)) return definition as Json
  for (const kind of ['union', 'intersection']) {
    const parts = definition[kind]
    if (Array.isArray(parts)) return { [kind]: parts.map((part) => writtenDefinition(part, known)) }
  }
  const [key, ...others] = Object.keys(definition)
  if (key === undefined) return {}
  const first = definition[key]
  const value = Array.isArray(first) ? first.map((part) => writtenDefinition(part, known)) : (first as Json)
  if (key === 'exclude') return { exclude: value }
  if (others.length === 0) return { method: key, value }
  if (key === 'method' && value === 'selector')
    return known.get(asText(definition.value))?.written.definition ?? null
  return definition as JsonObject
}

function writtenCriterion(text: string): Json {
  const { method, methodArguments, value, childrensParents, parentsDepth, childrenDepth } =
    parseCriterion(text)
  return {
    ...(childrensParents ? { childrens_parents: true } : {}),
    ...(parentsDepth > 0 ? { parents: true, ...writtenDepth('parents_depth', parentsDepth) } : {}),
    method: [method, ...methodArguments].join('.'),
    ...(value === '' ? {} : { value }),
    ...(childrenDepth > 0 ? { children: true, ...writtenDepth('children_depth', childrenDepth) } : {}),
  }
}

function writtenDepth(key: string, steps: number): JsonObject {
  return Number.isFinite(steps) ? { [key]: String(steps) } : {}
}

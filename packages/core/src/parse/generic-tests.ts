import { nearest, TdbtError } from '@tdbt/adapter-api'
import { fromJs, str, type Template } from '@tdbt/jinja'
import { renderTestKwargs, testKwargsName } from '../context/test-kwargs.js'
import { type JsonObject, toTexts } from '../json.js'
import { findMacro, findMacroIn, withReachable } from '../manifest/macro-registry.js'
import type { RefArgs, SourceArgs } from '../manifest/node.js'
import { type Draft, emptyFindings } from './draft.js'
import { immediate } from './immediate.js'
import { parseContext, type RenderedText } from './parse-node.js'
import type { ParseState } from './parse-state.js'
import type { Entry, PropertyEntry } from './read-properties.js'
import { placedAt } from './template-error.js'
import { readTestEntry } from './test-entry.js'
import { synthesizeName, testHash } from './test-names.js'

/** What a generic test is attached to. */
export interface TestTarget {
  /** How the test's SQL reads it: `ref('stg_a')` or `source('raw', 't1')`. */
  readonly expression: string
  /** The name as it appears in the test's name: `stg_a`, `raw_t1`. */
  readonly label: string
  /** The same as what a template's call of it gives. */
  readonly reads: RefArgs | SourceArgs
  /** dbt's file_key_name: `models.stg_a`. */
  readonly fileKeyName: string
  readonly tags: readonly string[]
}

/**
 * Makes the tests listed at a model, a column or a table of a source, which stands at `around`.
 * @throws TdbtError for tests that are no list, and, as dbt, for both names of the list
 */
export function parseGenericTests(
  state: ParseState,
  property: PropertyEntry,
  item: Entry,
  around: readonly (string | number)[],
  target: TestTarget,
  columnName: string | null,
): readonly Draft[] {
  const key = 'data_tests' in item ? 'data_tests' : 'tests'
  if (key === 'data_tests' && Array.isArray(item.tests) && item.tests.length > 0) {
    const message = "'tests' is the older name of 'data_tests': both can not be there"
    throw property.error('test-not-valid', message, [...around, 'tests'], "put all tests under 'data_tests'")
  }
  const path = [...around, key]
  const tests = item[key]
  if (tests === undefined || tests === null) return []
  if (!Array.isArray(tests)) throw property.error('properties-not-valid', 'tests must be a list', path)
  const drafts: Draft[] = []
  tests.forEach((test: unknown, index) => {
    const draft = state.errors.attempt(() =>
      parseGenericTest(state, property, test, [...path, index], target, columnName),
    )
    if (draft) drafts.push(draft)
  })
  return drafts
}

function parseGenericTest(
  state: ParseState,
  property: PropertyEntry,
  raw: unknown,
  path: readonly (string | number)[],
  target: TestTarget,
  columnName: string | null,
): Draft {
  const { file } = property
  const test = readTestEntry(state, property, raw, path, columnName)
  const macro =
    test.namespace === null
      ? findMacro(state.registry, `test_${test.name}`, file.packageName)
      : findMacroIn(state.registry, test.namespace, `test_${test.name}`)
  if (!macro) {
    const known = [
      ...state.registry.builtins.keys(),
      ...(state.registry.packages.get(file.packageName)?.keys() ?? []),
    ]
      .filter((name) => name.startsWith('test_'))
      .map((name) => name.slice('test_'.length))
    throw property.error(
      'test-not-found',
      `there is no generic test named '${test.name}'`,
      path,
      nearest(test.name, known),
    )
  }
  const kwargs: JsonObject = {
    ...(test.args as JsonObject),
    model: `{{ get_where_subquery(${target.expression}) }}`,
  }
  const identifier = `${test.namespace === null ? '' : `${test.namespace}_`}${isSource(target.reads) ? 'source_' : ''}${test.name}`
  const synthetic = synthesizeName(identifier, target.label, kwargs)
  const name = test.customName ?? synthetic.full
  const shortName = test.customName ?? synthetic.short
  const config =
    test.customName === null && synthetic.short !== synthetic.full && test.config.alias === undefined
      ? { ...test.config, alias: synthetic.short }
      : test.config
  const metadata = { namespace: test.namespace, name: test.name, kwargs }
  const folders = file.originalFilePath.split('/').slice(1, -1)
  const call = `{{ ${test.namespace === null ? '' : `${test.namespace}.`}test_${test.name}(**${testKwargsName}) }}`
  const fqn = [file.packageName, ...folders, name]
  const findings = emptyFindings()
  findings.macros.add(macro.uniqueId)
  const template = state.textTemplate(call)
  const text = {
    resourceType: 'test' as const,
    name,
    packageName: file.packageName,
    path: `${shortName}.sql`,
    originalFilePath: file.originalFilePath,
    shownPath: file.shownPath,
    fqn,
    rawCode: `${call}${configCall(config)}`,
  }
  const entry = (): TdbtError => property.error('test-not-valid', '', path)
  // dbt's short way for its two most common tests, whose macros read nothing but their model.
  if (['macro.dbt.test_unique', 'macro.dbt.test_not_null'].includes(macro.uniqueId)) {
    collectTarget(target, findings)
  } else {
    const registry = withReachable(state.registry, macro)
    renderTest({ ...state, registry }, text, template, kwargs, findings, entry)
  }
  return {
    ...text,
    uniqueId: `test.${file.packageName}.${name}.${testHash(name, metadata)}`,
    origin: { line: 1, column: 1, offset: 0 },
    checksum: { name: 'none', checksum: '' },
    template,
    findings,
    test: {
      columnName,
      fileKeyName: target.fileKeyName,
      listedAt: isSource(target.reads) ? null : target.reads,
      attachedNode: null,
      metadata,
      entry: property.at(path),
    },
    rootPath: null,
    index: null,
    version: null,
    ownConfig: config,
    entry,
    describe: (render) => render(test.description, property, path),
    extraTags: [...new Set([...target.tags, ...toTexts(config.tags)])].sort(),
  }
}

/** The arguments may hold refs: they are rendered first, in the same context, and what they read counts. */
function renderTest(
  state: ParseState,
  text: RenderedText,
  template: Template,
  kwargs: JsonObject,
  findings: Draft['findings'],
  entry: () => TdbtError,
): void {
  try {
    const { context, globals } = parseContext(state, text, findings)
    const rendered = renderTestKwargs(kwargs, globals)
    if (rendered instanceof Promise)
      throw new TdbtError('query-not-possible', `an argument of ${text.name} runs a query`)
    context.set(testKwargsName, rendered)
    immediate(template.render(globals), text.name)
    // dbt counts a project's own ref and source when the test is compiled.
    for (const name of ['ref', 'source']) {
      const own = findMacro(state.registry, name, text.packageName)
      if (own) findings.macros.delete(own.uniqueId)
    }
  } catch (error) {
    // Asked for here alone: to find the place reads the whole file again.
    throw placedAt(state.wrap(error), entry())
  }
}

function collectTarget({ reads }: TestTarget, findings: Draft['findings']): void {
  if (isSource(reads)) findings.sources.push(reads)
  else findings.refs.push(reads)
}

function isSource(reads: TestTarget['reads']): reads is SourceArgs {
  return Array.isArray(reads)
}

/**
 * dbt writes a test's configs into its text, behind the call; texts in double quotes, other values as Python prints
 * them. The manifest shows that, but it is not what is rendered: not every key and value can be read back from it.
 */
function configCall(config: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(config).map(([key, value]) =>
    typeof value === 'string' ? `${key}="${value.replaceAll('"', '\\"')}"` : `${key}=${str(fromJs(value))}`,
  )
  return parts.length === 0 ? '' : `{{ config(${parts.join(',')}) }}`
}

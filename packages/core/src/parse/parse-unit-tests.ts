import { createHash } from 'node:crypto'
import { nearest } from '@tdbt/adapter-api'
import { fromJs, repr } from '@tdbt/jinja'
import { isMapping, type Json, type JsonObject, toObject, toTexts } from '../json.js'
import { sameVersion, versionName } from '../manifest/model-version.js'
import type { ManifestNode, NodeVersion } from '../manifest/node.js'
import type { RefIndex } from '../manifest/ref-index.js'
import type { YamlResource } from '../manifest/yaml-resource.js'
import type { ConfigTrees } from './config-tree.js'
import { makeResource } from './make-resource.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'
import { resourceConfig } from './resource-config.js'
import { unitTestConfigs } from './resource-configs.js'
import { fixtureRows, type UnitTestRows } from './unit-test-rows.js'
import { anything, list, oneOf, optional, readShape, record, text } from './yaml-shape.js'

const rows = {
  rows: optional(anything),
  format: optional(oneOf('csv', 'dict', 'sql'), 'dict'),
  fixture: optional(text),
}
const unitTest = record(
  {
    name: text,
    model: text,
    given: list(record({ input: text, ...rows })),
    expect: record(rows),
    description: optional(text, ''),
    overrides: optional(
      record({
        macros: optional(anything, {}),
        vars: optional(anything, {}),
        env_vars: optional(anything, {}),
      }),
    ),
    versions: optional(record({ include: optional(anything), exclude: optional(anything) })),
  },
  ['config'],
)

/** Reads one entry of `unit_tests:`. What it is about is found when all models are known. */
export function parseUnitTest(state: ParseState, trees: ConfigTrees, property: PropertyEntry): YamlResource {
  const { file, name } = property
  const shape = toObject(readShape(unitTest, property, property.entry))
  const model = shape.model as string
  const given = (shape.given as readonly UnitTestRows[]).map((input, index) =>
    fixtureRows(state, property, input, ['given', index]),
  )
  const expect = fixtureRows(state, property, shape.expect as unknown as UnitTestRows, ['expect'])
  const folders = file.originalFilePath.split('/').slice(1, -1)
  const fqn = [file.packageName, ...folders, model, name]
  const { config } = resourceConfig(state, trees, property, fqn, 'unit_tests', unitTestConfigs)
  const normalized: JsonObject = {
    ...shape,
    given: given as unknown as Json,
    expect: expect as unknown as Json,
  }
  return makeResource(state, property, {
    uniqueId: `unit_test.${file.packageName}.${model}.${name}`,
    resourceType: 'unit_test',
    name,
    fqn,
    tags: toTexts(config.tags),
    group: null,
    config,
    shape: { ...normalized, checksum: checksum(normalized), schema: null, version: null },
  })
}

/** dbt's hash of all but the description, as Python prints it. */
function checksum({ model, versions, given, expect, overrides }: JsonObject): string {
  const inputs = (given as readonly JsonObject[]).map((input) => printedRows('UnitTestInputFixture', input))
  const parts = [
    String(model),
    printed('UnitTestNodeVersions', versions ?? null),
    `[${inputs.join(', ')}]`,
    printedRows('UnitTestOutputFixture', toObject(expect)),
    printed('UnitTestOverrides', overrides ?? null),
    ...(given as readonly JsonObject[]).flatMap((input) =>
      input.fixture === null ? [] : [repr(fromJs(input.rows))],
    ),
  ]
  return createHash('sha256').update(parts.join('-'), 'utf8').digest('hex')
}

function printed(className: string, value: Json): string {
  if (!isMapping(value)) return 'None'
  const fields = Object.entries(value).map(([key, item]) => `${key}=${repr(fromJs(item))}`)
  return `${className}(${fields.join(', ')})`
}

const formatNames: Readonly<Record<string, string>> = { csv: 'CSV', dict: 'Dict', sql: 'SQL' }

function printedRows(className: string, value: JsonObject): string {
  const fields = Object.entries(value).map(([key, item]) =>
    key === 'format'
      ? `format=<UnitTestFormat.${formatNames[item as string]}: '${item as string}'>`
      : `${key}=${repr(fromJs(item))}`,
  )
  return `${className}(${fields.join(', ')})`
}

/**
 * Unit tests with the model that they are about, one for each of its versions; null for one whose model is disabled.
 */
export function linkUnitTest(
  property: PropertyEntry,
  test: YamlResource,
  refs: { readonly enabled: RefIndex; readonly disabled: RefIndex },
  nodes: ReadonlyMap<string, ManifestNode>,
): readonly YamlResource[] | null {
  const [name = '', version] = (test.shape.model as string).split(/\s+/)
  const ref = { name, package: test.packageName, version: version ?? null }
  const model = nodes.get(refs.enabled.node(ref, test.packageName) ?? '')
  if (model === undefined) {
    if (refs.disabled.node(ref, test.packageName) !== undefined) return null
    throw property.error(
      'unit-test-not-valid',
      `the model '${name}' of the unit test '${test.name}' was not found`,
      ['model'],
      nearest(
        name,
        [...nodes.values()].filter(({ resourceType }) => resourceType === 'model').map((node) => node.name),
      ),
    )
  }
  checkIncremental(property, test, model)
  const linked = (node: ManifestNode): YamlResource => ({
    ...test,
    dependsOn: { macros: [], nodes: [node.uniqueId] },
    shape: { ...test.shape, schema: model.schema },
  })
  const { versions } = test.shape
  if (!model.model?.version) {
    if (!isMapping(versions) || (!versions.include && !versions.exclude)) return [linked(model)]
    throw property.error('unit-test-not-valid', `'${name}' has no versions to include or exclude`, [
      'versions',
    ])
  }
  const tested = versionsOf(model, nodes).filter((node) => isTested(node.model!.version!.v, versions))
  if (tested.length === 0) {
    throw property.error(
      'unit-test-not-valid',
      `the unit test '${test.name}' is about no version of '${name}' that is there`,
      ['versions'],
    )
  }
  return tested.map((node) => {
    const { v } = node.model!.version!
    return {
      ...linked(node),
      uniqueId: `${test.uniqueId}_${versionName(v)}`,
      version: v,
      shape: { ...test.shape, schema: model.schema, version: v as Json },
    }
  })
}

function versionsOf(
  { name, packageName }: ManifestNode,
  nodes: ReadonlyMap<string, ManifestNode>,
): readonly ManifestNode[] {
  return [...nodes.values()].filter(
    (node) => node.name === name && node.packageName === packageName && node.model?.version,
  )
}

function isTested(version: NodeVersion, versions: Json | undefined): boolean {
  const listed = (value: unknown): boolean =>
    Array.isArray(value) && value.some((v) => sameVersion(v as NodeVersion, version))
  if (!isMapping(versions)) return true
  if (versions.exclude) return !listed(versions.exclude)
  return versions.include ? listed(versions.include) : false
}

/** dbt's rule: a test of an incremental model says which of its two ways it is about. */
function checkIncremental(property: PropertyEntry, test: YamlResource, model: ManifestNode): void {
  if (!model.dependsOn.macros.includes('macro.dbt.is_incremental')) return
  const isIncremental = toObject(toObject(test.shape.overrides).macros).is_incremental
  if (typeof isIncremental !== 'boolean') {
    throw property.error(
      'unit-test-not-valid',
      `the unit test '${test.name}' does not say whether '${model.name}' is incremental in it`,
      ['overrides'],
      'write overrides: {macros: {is_incremental: false}}, or true with an input: this',
    )
  }
  const inputs = (test.shape.given as readonly JsonObject[]).map(({ input }) => input)
  if (isIncremental && !inputs.includes('this')) {
    throw property.error(
      'unit-test-not-valid',
      `the unit test '${test.name}' of an incremental model has no input 'this'`,
      ['given'],
      'add {input: this, rows: [...]}: what is in the table already',
    )
  }
}

import { createHash } from 'node:crypto'
import type { Dialect } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import type { ManifestNode } from '../manifest/node.js'
import { createRefIndex } from '../manifest/ref-index.js'
import type { Project } from '../project/project.js'
import { trimmedCode } from './draft.js'
import { mergeConfigs } from './merge-config.js'
import { configDefaults } from './node-configs.js'
import { createErrorCollector, templateError } from './parse-errors.js'
import { parseText } from './parse-node.js'
import type { Parsed } from './parse-project.js'
import { varsByPackage } from './parse-state.js'
import { readResolver } from './resolve-refs.js'

/** A query given on the command line as a node of the project (dbt's `sql_operation`). */
export function parseInline(
  invocation: Invocation,
  project: Project,
  parsed: Parsed,
  dialect: Dialect,
  sql: string,
): ManifestNode {
  const { code, origin } = trimmedCode(sql)
  const wrap = (error: unknown): unknown =>
    templateError(error, (file) => (file === inlineFile ? sql : parsed.sourceText(file)))
  const errors = createErrorCollector()
  const draft = parseText(
    {
      invocation,
      project,
      dialect,
      environment: parsed.environment,
      registry: parsed.registry,
      errors,
      wrap,
      createdAt: invocation.now().getTime() / 1000,
      testTemplate: (code, file) => parsed.environment.parse(code, file),
      varsFor: varsByPackage(invocation, project),
      describe: () => ({ text: '', docBlocks: [] }),
      renderYamlFor: () => (value) => value,
    },
    {
      resourceType: 'analysis',
      name: 'inline_query',
      packageName: project.root.name,
      path: inlineFile,
      originalFilePath: inlineFile,
      fqn: [project.root.name, 'sql', 'inline_query'],
      rawCode: code,
      origin,
      checksum: { name: 'sha256', checksum: createHash('sha256').update(code, 'utf8').digest('hex') },
      rootPath: null,
    },
  )
  const { refs, sources } = draft.findings
  const reads = readResolver({
    refs: parsed.refs,
    disabled: createRefIndex(project.root.name, [], []),
    unread: new Set(),
    texts: (file) => (file === inlineFile ? sql : undefined),
    errors,
    warn: () => undefined,
  })
  const nodes = reads.of({ ...draft, refs, sources }) ?? []
  errors.throwIfAny()
  return {
    ...draft,
    config: { ...mergeConfigs(configDefaults.analysis, draft.findings.configs) } as ManifestNode['config'],
    unrenderedConfig: {},
    database: project.target.database,
    schema: project.target.schema,
    alias: draft.name,
    relationName: null,
    primaryKey: [],
    tags: [],
    description: '',
    docBlocks: [],
    columns: new Map(),
    meta: {},
    group: null,
    docs: {},
    patchPath: null,
    createdAt: invocation.now().getTime() / 1000,
    refs,
    sources,
    dependsOn: { macros: [...draft.findings.macros], nodes },
  }
}

const inlineFile = 'inline query'

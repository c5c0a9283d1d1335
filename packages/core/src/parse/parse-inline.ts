import { createHash } from 'node:crypto'
import type { Dialect } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import type { ManifestNode } from '../manifest/node.js'
import { createRefIndex } from '../manifest/ref-index.js'
import type { Project } from '../project/project.js'
import { noFile } from '../project/shown-path.js'
import { noDescription } from './descriptions.js'
import { trimmedCode } from './draft.js'
import { createErrorCollector, onceWarner } from './parse-errors.js'
import { parseText } from './parse-node.js'
import type { Parsed } from './parse-project.js'
import { type ParseState, varsByPackage } from './parse-state.js'
import { resolveConfig } from './resolve-config.js'
import { readResolver } from './resolve-refs.js'
import { templateError } from './template-error.js'

/** A query given on the command line as a node of the project (dbt's `sql_operation`). */
export function parseInline(
  invocation: Invocation,
  project: Project,
  parsed: Parsed,
  dialect: Dialect,
  sql: string,
): ManifestNode {
  const { code, origin } = trimmedCode(sql)
  const texts = (file: string): string | undefined => (file === inlineFile ? sql : parsed.sourceText(file))
  const wrap = (error: unknown): unknown => templateError(error, texts)
  const errors = createErrorCollector(wrap)
  const warn = onceWarner(invocation, errors)
  const state: ParseState = {
    invocation,
    project,
    dialect,
    environment: parsed.environment,
    registry: parsed.registry,
    errors,
    warn,
    texts,
    wrap,
    createdAt: invocation.now().getTime() / 1000,
    textTemplate: (text) => parsed.environment.parse(text, noFile),
    varsFor: varsByPackage(invocation, project),
    describe: () => noDescription,
    renderYamlFor: () => (value) => value,
  }
  const draft = parseText(state, {
    resourceType: 'analysis',
    name: 'inline_query',
    packageName: project.root.name,
    path: inlineFile,
    originalFilePath: inlineFile,
    shownPath: inlineFile,
    fqn: [project.root.name, 'sql', 'inline_query'],
    rawCode: code,
    origin,
    checksum: { name: 'sha256', checksum: createHash('sha256').update(code, 'utf8').digest('hex') },
    rootPath: null,
  })
  const { refs, sources, metrics } = draft.findings
  const reads = readResolver({
    refs: parsed.refs,
    disabled: createRefIndex(project.root.name, [], []),
    unread: new Set(),
    texts,
    errors,
    warn,
  })
  const nodes = reads.of({ ...draft, refs, sources, metrics }) ?? []
  errors.throwIfAny()
  return {
    ...draft,
    config: resolveConfig(state, draft.findings.configs, draft, undefined),
    unrenderedConfig: {},
    database: project.target.database,
    schema: project.target.schema,
    alias: draft.name,
    relationName: null,
    model: null,
    tags: [],
    description: '',
    docBlocks: [],
    columns: new Map(),
    meta: {},
    group: null,
    docs: {},
    patchPath: null,
    patch: null,
    createdAt: invocation.now().getTime() / 1000,
    refs,
    sources,
    metrics,
    dependsOn: { macros: [...draft.findings.macros], nodes },
  }
}

const inlineFile = 'inline query'

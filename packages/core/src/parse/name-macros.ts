import { createRelation, TdbtError } from '@tdbt/adapter-api'
import { callValue, Dict, fromJs, str, type Value } from '@tdbt/jinja'
import { createParseContext } from '../context/parse-context.js'
import { RelationValue } from '../context/relation-value.js'
import type { TemplateContext } from '../context/scope.js'
import { dbtNode } from '../manifest/dbt-shape.js'
import { globalPackage } from '../manifest/macro-registry.js'
import type { ManifestNode } from '../manifest/node.js'
import { emptyFindings } from './draft.js'
import { immediate } from './immediate.js'
import type { ParseState } from './parse-state.js'

type NameMacro = (packageName: string, custom: Value, node: ManifestNode) => string

/** dbt's macros that name things in the warehouse, ready to be called for any node. */
export type NameMacros = Readonly<
  Record<'generate_schema_name' | 'generate_alias_name' | 'generate_database_name', NameMacro>
>

/** One context for each package serves all its nodes: these macros see a node as their argument only. */
export function createNameMacros(state: ParseState): NameMacros {
  const contexts = new Map<string, TemplateContext>()
  const contextOf = (packageName: string): TemplateContext => {
    const known = contexts.get(packageName)
    if (known) return known
    const { project } = state
    const relation = createRelation({
      database: project.target.database,
      schema: project.target.schema,
      identifier: null,
    })
    const { context: made } = createParseContext({
      invocation: state.invocation,
      project,
      registry: state.registry,
      packageName,
      dialect: state.dialect,
      vars: state.varsFor(packageName),
      findings: emptyFindings(),
      model: {},
      thisRelation: new RelationValue(relation, state.dialect),
      nodeName: packageName,
      record: () => undefined,
    })
    contexts.set(packageName, made)
    return made
  }
  const caller =
    (name: string): NameMacro =>
    (packageName, custom, node) => {
      // dbt's rule: the root project's macro names the nodes of every package.
      const context = contextOf(packageName)
      const macro =
        state.registry.packages.get(state.registry.rootPackage)?.get(name) ??
        state.registry.packages.get(packageName)?.get(name) ??
        state.registry.builtins.get(name)
      if (!macro) throw new TdbtError('Compilation', `the macro '${name}' was not found`)
      const seen = macro.packageName === globalPackage ? nameOnly(node) : fromJs(dbtNode(node))
      try {
        return str(immediate(callValue(context.callable(macro), [custom, seen]), name)).trim()
      } catch (error) {
        throw state.wrap(error)
      }
    }
  return {
    generate_schema_name: caller('generate_schema_name'),
    generate_alias_name: caller('generate_alias_name'),
    generate_database_name: caller('generate_database_name'),
  }
}

/** All that the built-in macros look at: the whole node, for each node, would cost more than everything else here. */
function nameOnly(node: ManifestNode): Value {
  return Dict.of([
    ['name', node.name],
    ['version', null],
    ['resource_type', node.resourceType],
  ])
}

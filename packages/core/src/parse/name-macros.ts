import { createRelation, TdbtError } from '@tdbt/adapter-api'
import { callValue, str, type Value } from '@tdbt/jinja'
import { NodeArgument } from '../context/node-argument.js'
import { createParseContext } from '../context/parse-context.js'
import { RelationValue } from '../context/relation-value.js'
import type { TemplateContext } from '../context/scope.js'
import { findMacro } from '../manifest/macro-registry.js'
import type { ManifestNode } from '../manifest/node.js'
import { emptyFindings } from './draft.js'
import { immediate } from './immediate.js'
import type { ParseState } from './parse-state.js'

type NameMacro = (packageName: string, custom: string | null, node: ManifestNode) => string

/** dbt's macros that name things in the warehouse, ready to be called for any node. */
export type NameMacros = Readonly<
  Record<'generate_schema_name' | 'generate_alias_name' | 'generate_database_name', NameMacro>
>

export function createNameMacros(state: ParseState): NameMacros {
  const contextOf = contextByPackage(state)
  return {
    generate_schema_name: nameMacro(state, contextOf, 'generate_schema_name'),
    generate_alias_name: nameMacro(state, contextOf, 'generate_alias_name'),
    generate_database_name: nameMacro(state, contextOf, 'generate_database_name'),
  }
}

/** One context for each package serves all its nodes: these macros see a node as their argument only. */
function contextByPackage(state: ParseState): (packageName: string) => TemplateContext {
  const contexts = new Map<string, TemplateContext>()
  return (packageName) => {
    const known = contexts.get(packageName)
    if (known) return known
    const { project } = state
    const { database, schema } = project.target
    const relation = createRelation({ database, schema, identifier: null })
    const { context } = createParseContext({
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
    contexts.set(packageName, context)
    return context
  }
}

/** An answer that the macro gave without a look at the node is kept: it holds for all with the same custom name. */
function nameMacro(
  state: ParseState,
  contextOf: (packageName: string) => TemplateContext,
  name: string,
): NameMacro {
  const answers = new Map<string, string>()
  return (packageName, custom, node) => {
    const key = `${packageName} ${custom === null ? '' : `:${custom}`}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const context = contextOf(packageName)
    // dbt's rule: a package's macro names its own nodes, the root project's the nodes of all others too.
    const macro = findMacro(state.registry, name, packageName)
    if (!macro) throw new TdbtError('macro-not-found', `the macro '${name}' was not found`)
    const seen = new NodeArgument(node)
    const args: readonly Value[] = [custom, seen]
    try {
      const answer = str(immediate(callValue(context.callable(macro), args), name)).trim()
      if (!seen.wasRead) answers.set(key, answer)
      return answer
    } catch (error) {
      throw state.wrap(error)
    }
  }
}

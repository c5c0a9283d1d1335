import { type LinkReport, TdbtError } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import { linkRelation, relationThere } from '../run/link-relation.js'
import { load } from './load.js'
import { selectNodes } from './selection.js'
import type { Services } from './services.js'
import { withServers } from './with-servers.js'

/** What became of one relation that the target's own server reads of another one. */
export interface LinkResult {
  /** `schema.identifier`. */
  readonly relation: string
  /** The target on whose server it lives. */
  readonly from: string
  /** `not built`: a node that tdbt builds there and then links. */
  readonly outcome: LinkReport | TdbtError | 'not built'
  readonly seconds: number
}

/**
 * `tdbt link`: lets the target's own server read what nodes there read of foreign schemas. A relation that can't be
 * linked keeps none of the others from it.
 * @param onResult told of each in turn.
 * @returns null where the target has no foreign schemas.
 */
export async function link(
  invocation: Invocation,
  services: Services,
  onResult: (result: LinkResult, index: number, total: number) => void,
): Promise<readonly LinkResult[] | null> {
  const loaded = await load(invocation, services)
  const { target, root } = loaded.project
  if (target.foreignSchemas.size === 0) return null
  const selected = new Set(
    selectNodes(invocation, loaded, { allowedTypes: ['model', 'seed', 'snapshot', 'source'] }),
  )
  const linked = [...loaded.parsed.residences.linked()].flatMap(([id, member]) =>
    selected.has(id) ? [member] : [],
  )
  const results: LinkResult[] = []
  return withServers(invocation, services, target, 1, async (servers) => {
    for (const member of linked) {
      invocation.signal.throwIfAborted()
      const relation = relationThere(member, root.config.quoting)
      const started = invocation.now().getTime()
      const outcome = await linkRelation(servers, relation).catch((error: unknown): LinkResult['outcome'] => {
        if (!(error instanceof TdbtError)) throw error
        const isMissing = error.code === 'foreign-relation-missing'
        return isMissing && member.resourceType !== 'source' ? 'not built' : error
      })
      invocation.signal.throwIfAborted()
      const result = {
        relation: `${relation.schema}.${relation.identifier}`,
        from: target.foreignSchemas.get(relation.schema ?? '')?.target.name ?? '',
        outcome,
        seconds: (invocation.now().getTime() - started) / 1000,
      }
      results.push(result)
      onResult(result, results.length, linked.length)
    }
    return results
  })
}

/** The relations of foreign schemas that the target's own server reads, as `schema.identifier`. */
export async function linkedNames(invocation: Invocation, services: Services): Promise<ReadonlySet<string>> {
  const { parsed, project } = await load(invocation, services)
  const relations = [...parsed.residences.linked().values()].map((member) =>
    relationThere(member, project.root.config.quoting),
  )
  return new Set(relations.map(({ schema, identifier }) => `${schema}.${identifier}`))
}

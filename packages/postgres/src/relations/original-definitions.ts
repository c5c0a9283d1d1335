import type { Connection } from '@tdbt/adapter-api'
import { quoteIdentifier } from '../dialect.js'
import { qualifiedName } from './backup-names.js'
import type { Dependants, Unit } from './dependants.js'

/** Definitions by oid of what reads previous versions, as if it read the relations that took their place. */
export interface OriginalDefinitions {
  readonly units: ReadonlyMap<number, string>
  readonly others: ReadonlyMap<number, string>
}

/**
 * A view that was left on a previous version names that one in its definition. For it to be moved, the definition
 * is printed while the previous versions bear the original names, and then all of that is undone. Replacing the
 * name in the text would be a guess; this is exact.
 */
export async function definitionsOverOriginals(
  connection: Connection,
  { target, backups, units, others }: Dependants,
): Promise<OriginalDefinitions> {
  const definitions = { units: new Map<number, string>(), others: new Map<number, string>() }
  const versions = units.flatMap((unit) => {
    const original = unit.backupOf ?? (backups.includes(unit) ? target?.relation.identifier : undefined)
    return original === undefined || original === null || unit.foreign !== null ? [] : [{ unit, original }]
  })
  for (const generation of oneOfEachOriginal(versions)) {
    const read = new Set(generation.map(({ unit }) => unit.oid))
    const readers = units.filter(
      (unit) => unit.definition !== null && unit.reads.some((oid) => read.has(oid)),
    )
    const users = others.filter(({ on }) => read.has(on))
    if (readers.length + users.length === 0) continue
    connection.enqueue('savepoint tdbt_catalog')
    connection.enqueue(`set local search_path to ''`)
    for (const { unit, original } of generation) {
      const place = qualifiedName({ ...unit.relation, identifier: original })
      connection.enqueue(`alter table if exists ${place} rename to tdbt_original_${unit.oid}`)
      connection.enqueue(`alter table ${unit.name} rename to ${quoteIdentifier(original)}`)
    }
    const answer = connection.enqueue(`
      select 'units', c.oid, pg_get_viewdef(c.oid) from pg_class c where c.oid in (${oids(readers)})
      union all
      select 'others', k.oid, pg_get_constraintdef(k.oid) from pg_constraint k
      where k.oid in (${
        users
          .filter(({ foreignKey }) => foreignKey)
          .map(({ objectId }) => objectId)
          .join(', ') || 0
      })
      union all
      select 'others', p.oid, pg_get_functiondef(p.oid) from pg_proc p
      where p.oid in (${
        users
          .filter((user) => user.functionDefinition)
          .map(({ objectId }) => objectId)
          .join(', ') || 0
      })`)
    await connection.query('rollback to savepoint tdbt_catalog')
    connection.enqueue('release savepoint tdbt_catalog')
    for (const [kind, oid, text] of (await answer.result()).rows) {
      definitions[kind as 'units' | 'others'].set(Number(oid), String(text).replace(/;\s*$/, ''))
    }
  }
  return definitions
}

interface Version {
  readonly unit: Unit
  readonly original: string
}

/** Two previous versions of one relation can't both bear its name, so they take turns. */
function oneOfEachOriginal(versions: readonly Version[]): readonly (readonly Version[])[] {
  const generations: Map<string, Version>[] = []
  for (const version of versions) {
    const place = qualifiedName({ ...version.unit.relation, identifier: version.original })
    let generation = generations.find((each) => !each.has(place))
    if (generation === undefined) {
      generation = new Map()
      generations.push(generation)
    }
    generation.set(place, version)
  }
  return generations.map((generation) => [...generation.values()])
}

function oids(units: readonly Unit[]): string {
  return units.map(({ oid }) => oid).join(', ') || '0'
}

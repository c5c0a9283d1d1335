import {
  type Adapter,
  type Column,
  type Connection,
  createRelation,
  type ForeignSchema,
  type LinkOperations,
  type LinkReport,
  nearest,
  type Relation,
  type SwapReport,
  TdbtError,
} from '@tdbt/adapter-api'
import { postgresIntrospector } from '../introspector.js'
import { lockRelation } from '../relations/advisory-lock.js'
import { qualifiedName } from '../relations/backup-names.js'
import { copyRelation } from './copy-relation.js'
import { checkForeignServer } from './foreign-server.js'
import { importForeignTable } from './foreign-table.js'
import { checkPlace } from './known-link.js'
import type { LinkOrigin, LinkTask } from './link-task.js'

type Way = 'postgres_fdw' | 'copy'

/**
 * The default comes first. The retail project on its real data, from the raw table to the tested star schema, two servers on
 * one machine: 13.0 s with foreign tables and 15.0 s with copies, which take the room twice and are only as new as the
 * last copy (benchmarks/RESULTS.md).
 */
const ways: Record<Way, (task: LinkTask) => Promise<Omit<LinkReport, 'by'>>> = {
  postgres_fdw: importForeignTable,
  copy: copyRelation,
}

/** See LinkOperations. @param originOf the credentials of an adapter for Postgres. */
export function linkOperations(
  originOf: (adapter: Adapter) => LinkOrigin,
  swap: (connection: Connection, target: Relation, replacement: Relation) => Promise<SwapReport>,
): LinkOperations {
  return {
    async link(connection, { schema, identifier }, adapter, foreign, { identified }) {
      const by = wayOf(foreign)
      const origin = originOf(adapter)
      if (!connection.inTransaction) connection.begin()
      const relation = createRelation(
        { database: await databaseOf(connection), schema, identifier },
        { include: { database: false, schema: true, identifier: true } },
      )
      await lockRelation(connection, relation)
      const comment = await checkPlace(connection, relation, foreign)
      const columns = await columnsThere(origin, relation, foreign)
      const report = await ways[by]({
        connection,
        relation,
        columns,
        origin,
        schema: foreign,
        identified,
        comment,
        swap: (target, replacement) => swap(connection, target, replacement),
      })
      await connection.commit()
      return { ...report, by }
    },
    async check(connection, adapter, foreign) {
      const by = wayOf(foreign)
      if (by === 'copy') return 'by copy: rows come by way of this program, nothing is set up'
      return checkForeignServer(connection, originOf(adapter), foreign)
    },
  }
}

async function databaseOf(connection: Connection): Promise<string> {
  const { rows } = await connection.query('select current_database()')
  return String(rows[0]?.[0])
}

function wayOf({ by, at, schema }: ForeignSchema): Way {
  const [standard] = Object.keys(ways)
  const way = by ?? standard
  if (way === 'postgres_fdw' || way === 'copy') return way
  throw new TdbtError('foreign-schema-not-valid', `the foreign schema '${schema}' is linked by '${way}'`, {
    ...at('by'),
    hint: nearest(way ?? '', Object.keys(ways)) ?? `write by: ${Object.keys(ways).join(' or by: ')}`,
  })
}

async function columnsThere(
  { adapter }: LinkOrigin,
  place: Pick<Relation, 'schema' | 'identifier'>,
  { target }: ForeignSchema,
): Promise<readonly Column[]> {
  const connection = await adapter.acquire(`link ${place.schema}.${place.identifier}`)
  try {
    const columns = await postgresIntrospector.columns(
      connection,
      createRelation({ ...place, database: null }),
    )
    if (columns.length > 0) return columns
  } finally {
    await connection.rollback()
    await adapter.release(connection)
  }
  const name = qualifiedName(place)
  throw new TdbtError(
    'foreign-relation-missing',
    `${name} is not on the server of the target '${target.name}'`,
  )
}

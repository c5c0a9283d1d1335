import { type Connection, type ForeignSchema, type Relation, TdbtError } from '@tdbt/adapter-api'
import { literal } from '../dialect.js'
import { qualifiedName } from '../relations/backup-names.js'

const copyMark = 'Linked by tdbt: a copy from another server'

/** The comment of a copy: what it is, and the comment of what it was copied from. */
export function copyComment(originComment: string | null): string {
  return originComment === null ? copyMark : `${copyMark}\n${originComment}`
}

/** The foreign servers that links use. */
export const serverPrefix = 'tdbt_'

/**
 * Makes sure that a link replaces nothing but a link: a table with rows of its own may be the only place that has them.
 * @returns the comment of what stands there; null where nothing does.
 * @throws TdbtError
 */
export async function checkPlace(
  connection: Connection,
  relation: Relation,
  { target, at }: ForeignSchema,
): Promise<string | null> {
  const { rows } = await connection.query(`
    select c.relkind::text, s.srvname, obj_description(c.oid, 'pg_class')
    from pg_class c
    left join pg_foreign_table t on t.ftrelid = c.oid
    left join pg_foreign_server s on s.oid = t.ftserver
    where c.oid = to_regclass(${literal(qualifiedName(relation))})`)
  if (rows.length === 0) return null
  const [kind, server, comment] = rows[0] ?? []
  const text = comment === null || comment === undefined ? null : String(comment)
  const isTable = kind === 'f' && String(server).startsWith(serverPrefix)
  const isCopy = kind === 'r' && text?.startsWith(copyMark) === true
  if (isTable || isCopy) return text
  throw new TdbtError(
    'link-place-taken',
    `${qualifiedName(relation)} is on the target's own server too, and is no link to that of '${target.name}'`,
    {
      ...at('target'),
      hint: 'it may have rows that are nowhere else, and stays: rename or drop it, or take its schema out of foreign_schemas',
    },
  )
}

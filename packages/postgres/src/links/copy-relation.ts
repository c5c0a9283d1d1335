import { PassThrough } from 'node:stream'
import type { Connection, LinkReport, Relation } from '@tdbt/adapter-api'
import { literal, postgresDialect, quoteIdentifier } from '../dialect.js'
import { qualifiedName, withSuffix } from '../relations/backup-names.js'
import { ensureSchema } from './ensure-schema.js'
import { copyComment } from './known-link.js'
import type { LinkTask } from './link-task.js'

/** How both ends write dates and the like, whatever the roles have set: what one writes the other reads. */
const plainValues = ['set local datestyle = iso', 'set local intervalstyle = postgres']

/** Links a relation by a table with its rows, which are streamed from server to server. */
export async function copyRelation(task: LinkTask): Promise<Omit<LinkReport, 'by'>> {
  const { relation, origin } = task
  const there = await origin.adapter.acquire(`copy ${qualifiedName(relation)}`)
  try {
    there.begin()
    for (const text of plainValues) there.enqueue(text)
    // Postgres takes the snapshot of a COPY before its locks: one that waited for a swap would find the new table empty.
    await there.query(`select from ${qualifiedName(relation)} limit 0`)
    const ofOrigin = await commentOf(there, relation)
    const comment = copyComment(ofOrigin)
    const report = { relation: { ...relation, type: 'table' }, changed: true } as const
    if (task.identified && ofOrigin !== null && comment === task.comment)
      return { ...report, changed: false, rows: null }
    return { ...report, rows: await copyAnew(task, there, comment) }
  } finally {
    await there.rollback()
    await origin.adapter.release(there)
  }
}

async function copyAnew(
  { connection, relation, columns, swap }: LinkTask,
  there: Connection,
  comment: string,
): Promise<number> {
  const copy: Relation = { ...relation, identifier: withSuffix(relation.identifier ?? '', '__dbt_tmp') }
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const definitions = columns.map(
    (column) => `${quoteIdentifier(column.name)} ${column.definition ?? postgresDialect.columnType(column)}`,
  )
  for (const text of plainValues) connection.enqueue(text)
  await ensureSchema(connection, relation.schema ?? '')
  // Only another program can have left one: a copy that is broken off is rolled back.
  connection.enqueue(`drop table if exists ${qualifiedName(copy)}`)
  await connection.query(`create table ${qualifiedName(copy)} (${definitions.join(', ')})`)
  const rows = await stream(there, connection, {
    out: `copy (select ${names} from ${qualifiedName(relation)}) to stdout`,
    in: `copy ${qualifiedName(copy)} (${names}) from stdin`,
  })
  connection.enqueue(`comment on table ${qualifiedName(copy)} is ${literal(comment)}`)
  connection.enqueue(`analyze ${qualifiedName(copy)}`)
  await swap(relation, copy)
  return rows
}

async function stream(
  from: Connection,
  to: Connection,
  texts: { readonly out: string; readonly in: string },
): Promise<number> {
  const pipe = new PassThrough()
  const ends = await Promise.allSettled([from.copyOut(texts.out, pipe), to.copyIn(texts.in, pipe)])
  // The end that failed first has broken the pipe of the other, whose error says only that.
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
  if (failures.length > 0) throw failures.find((error) => !isBrokenPipe(error)) ?? failures[0]
  return ends[1]?.status === 'fulfilled' ? ends[1].value : 0
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

async function commentOf(connection: Connection, relation: Relation): Promise<string | null> {
  const { rows } = await connection.query(
    `select obj_description(to_regclass(${literal(qualifiedName(relation))}), 'pg_class')`,
  )
  const comment = rows[0]?.[0] ?? null
  return comment === null ? null : String(comment)
}

import { type Connection, createRelation, type Relation, type SwapReport, TdbtError } from '@tdbt/adapter-api'
import { literal, quoteIdentifier } from '../dialect.js'
import { sqlStates } from '../statement-errors.js'
import { backupComment, backupNames, qualifiedName } from './backup-names.js'
import type { Dependants, OtherDependant, Unit } from './dependants.js'
import { definitionsOverOriginals } from './original-definitions.js'
import { tryStep } from './savepoint-step.js'
import { lockWithDependants } from './table-lock.js'
import { ddlWords, rebuildViewTexts, replaceViewText } from './view-rebuild.js'

/** What became of a unit: the same relation, another one under its name, or left on what it read before. */
type Fate = 'same' | 'replaced' | 'kept'

/** A previous version, to be dropped where nothing reads it any more. */
interface Previous {
  readonly unit: Unit
  /** The name that it has now. */
  readonly relation: Relation
  /** Whether its comment says already what it is. */
  readonly marked: boolean
}

/**
 * Puts `replacement` in the place of `target`; see RelationOperations.swap. Ends with texts in the queue, which
 * travel with the commit.
 *
 * Views that read the target are given the new one in reading order. `create or replace` does it where their
 * columns stay as they are, and then whatever reads them needs nothing; where a column changes its type the view
 * is built anew and its own readers come next, the same way. A view for which both fail keeps reading the previous
 * version, and so does what reads that view, so that no view mixes two versions.
 */
export async function swapRelations(
  connection: Connection,
  target: Relation,
  replacement: Relation,
  options: { readonly lockWait: number },
): Promise<SwapReport> {
  if (!connection.inTransaction) connection.begin()
  const found = await lockWithDependants(connection, target, options.lockWait)
  const isAlone = found.others.length === 0 && found.units.every((unit) => unit === found.target)
  const report = isAlone
    ? replaceAlone(connection, found.target, target, replacement)
    : await replaceWithReaders(connection, found, target, replacement)
  connection.enqueue('release savepoint tdbt_swap')
  return report
}

function replaceAlone(
  connection: Connection,
  old: Unit | undefined,
  target: Relation,
  replacement: Relation,
): SwapReport {
  if (old !== undefined) connection.enqueue(`drop ${ddlWords[old.kind]} ${old.name}`)
  for (const text of placeTexts(target, replacement)) connection.enqueue(text)
  return { recreated: [], kept: [], keptAs: null }
}

async function replaceWithReaders(
  connection: Connection,
  found: Dependants,
  target: Relation,
  replacement: Relation,
): Promise<SwapReport> {
  const { units, backups } = found
  const byOid = new Map(units.map((unit) => [unit.oid, unit]))
  const fates = new Map<number, Fate>()
  const kept: { relation: Relation; reason: string }[] = []
  const recreated: Relation[] = []
  const previous: Previous[] = []
  const definitions = await definitionsOverOriginals(connection, found)

  for (const unit of units) {
    if (unit.backupOf !== undefined || backups.includes(unit)) {
      fates.set(unit.oid, 'replaced')
      previous.push({ unit, relation: unit.relation, marked: unit.backupOf !== undefined })
    }
  }
  if (found.target !== undefined) {
    const backup = await freeBackupName(connection, found.target)
    connection.enqueue(`alter table ${found.target.name} rename to ${quoteIdentifier(backup)}`)
    fates.set(found.target.oid, 'replaced')
    previous.push({ unit: found.target, relation: renamed(found.target.relation, backup), marked: false })
  }
  for (const text of placeTexts(target, replacement)) connection.enqueue(text)
  // A view reads with its owner's rights, and without them would be there but unreadable.
  for (const owner of found.readingOwners) {
    connection.enqueue(`grant select on ${qualifiedName(target)} to ${quoteIdentifier(owner)}`)
  }

  for (const unit of units) {
    if (fates.has(unit.oid)) continue
    const keptRead = unit.reads.find((oid) => fates.get(oid) === 'kept')
    if (keptRead !== undefined) {
      fates.set(unit.oid, 'kept')
      const reason = `it reads ${byOid.get(keptRead)!.name}, which could not be made anew`
      kept.push({ relation: unit.relation, reason })
      continue
    }
    if (!unit.reads.some((oid) => fates.get(oid) === 'replaced')) {
      fates.set(unit.oid, 'same')
      continue
    }
    const outcome = await remake(connection, unit, definitions.units.get(unit.oid) ?? unit.definition!)
    fates.set(unit.oid, outcome.fate)
    if (outcome.fate === 'kept') kept.push({ relation: unit.relation, reason: outcome.reason })
    else recreated.push(unit.relation)
    if (outcome.fate === 'replaced') {
      previous.push({ unit, relation: renamed(unit.relation, outcome.backup), marked: false })
    }
  }

  const held: { on: number; relation: Relation; reason: string }[] = []
  for (const other of found.others) {
    if (fates.get(other.on) !== 'replaced') continue
    const reason = await moveOther(connection, other, definitions.others.get(other.objectId))
    if (reason !== null) held.push({ on: other.on, relation: otherRelation(other), reason })
  }

  const left = await dropPrevious(connection, previous, {
    isHeld: (oid) => held.some(({ on }) => on === oid),
    readersOf: (oid) => units.filter(({ reads }) => reads.includes(oid)).map((unit) => unit.oid),
    isKept: (oid) => fates.get(oid) === 'kept',
    onRefusal: (relation, reason) => kept.push({ relation, reason }),
  })
  const keptAs =
    left.find(({ unit }) => unit === found.target) ?? left.find(({ unit }) => backups.includes(unit))
  return {
    recreated,
    kept: [...kept, ...held.map(({ relation, reason }) => ({ relation, reason }))],
    keptAs: keptAs?.relation ?? null,
  }
}

type Outcome = { fate: 'same' } | { fate: 'replaced'; backup: string } | { fate: 'kept'; reason: string }

/** Gives a view what has now the names that it reads. */
async function remake(connection: Connection, view: Unit, definition: string): Promise<Outcome> {
  if (view.foreign !== null) return { fate: 'kept', reason: view.foreign }
  if (view.kind === 'v') {
    const error = await tryStep(connection, [replaceViewText(view, definition)])
    if (error === undefined) return { fate: 'same' }
    if (error.sqlState !== sqlStates.invalidTableDefinition) return { fate: 'kept', reason: error.message }
  }
  const backup = await freeBackupName(connection, view)
  const error = await tryStep(connection, await rebuildViewTexts(connection, view, definition, backup))
  return error === undefined ? { fate: 'replaced', backup } : { fate: 'kept', reason: error.message }
}

/** Lets a foreign key or a function's body use the new version. Gives the reason where it can't. */
async function moveOther(
  connection: Connection,
  { description, foreignKey, functionDefinition }: OtherDependant,
  definition: string | undefined,
): Promise<string | null> {
  if (foreignKey !== null) {
    if (!foreignKey.owned) return `${description}: the table belongs to another role`
    const table = qualifiedName(foreignKey.table)
    const name = quoteIdentifier(foreignKey.name)
    const error = await tryStep(connection, [
      `alter table ${table} drop constraint ${name}`,
      `alter table ${table} add constraint ${name} ${definition ?? foreignKey.definition}`,
    ])
    return error === undefined ? null : `${description}: ${error.message}`
  }
  if (functionDefinition !== null) {
    const error = await tryStep(connection, [definition ?? functionDefinition])
    return error === undefined ? null : `${description}: ${error.message}`
  }
  return `${description} uses it`
}

/** What a report names for a dependant that is no view: the table of a key, or the object as Postgres calls it. */
function otherRelation({ foreignKey, description }: OtherDependant): Relation {
  return foreignKey?.table ?? createRelation({ database: null, schema: null, identifier: description })
}

interface Readers {
  isHeld(oid: number): boolean
  readersOf(oid: number): readonly number[]
  isKept(oid: number): boolean
  /** Told of a version that nothing was known to read, and that could not be dropped all the same. */
  onRefusal(relation: Relation, reason: string): void
}

/** Drops the previous versions that nothing reads; gives the others, which then say by a comment what they are. */
async function dropPrevious(
  connection: Connection,
  previous: readonly Previous[],
  { isHeld, readersOf, isKept, onRefusal }: Readers,
): Promise<readonly Previous[]> {
  const left: Previous[] = []
  // What reads comes before what it reads.
  for (const version of [...previous].reverse()) {
    const { unit, relation, marked } = version
    const stillReads = (oid: number) => isKept(oid) || left.some((other) => other.unit.oid === oid)
    const isRead = isHeld(unit.oid) || readersOf(unit.oid).some(stillReads)
    const word = ddlWords[unit.kind]
    const refusal =
      isRead || unit.foreign !== null
        ? undefined
        : await tryStep(connection, [`drop ${word} ${qualifiedName(relation)}`])
    if (!isRead && unit.foreign === null && refusal === undefined) continue
    // Something reads a part of it by a name of its own (a partition, say), which no new version can take over.
    if (refusal !== undefined) onRefusal(unit.relation, refusal.detail ?? refusal.message)
    left.push(version)
    if (!marked && unit.foreign === null) connection.enqueue(markText(unit, relation))
  }
  return left
}

/**
 * Drops a relation where nothing reads it; otherwise it lives on as a previous version of itself under the name
 * that is given back. Outside a transaction it is done in one of its own.
 */
export async function dropRelation(
  connection: Connection,
  relation: Relation,
  options: { readonly lockWait: number },
): Promise<Relation | null> {
  const ownTransaction = !connection.inTransaction
  if (ownTransaction) connection.begin()
  try {
    const keptAs = await dropWithin(connection, relation, options.lockWait)
    if (ownTransaction) await connection.commit()
    return keptAs
  } catch (error) {
    if (ownTransaction) await connection.rollback()
    throw error
  }
}

async function dropWithin(
  connection: Connection,
  relation: Relation,
  lockWait: number,
): Promise<Relation | null> {
  const { target, units, others } = await lockWithDependants(connection, relation, lockWait)
  let keptAs: Relation | null = null
  if (target !== undefined) {
    const isRead =
      units.some(({ reads }) => reads.includes(target.oid)) || others.some(({ on }) => on === target.oid)
    if (!isRead) {
      connection.enqueue(`drop ${ddlWords[target.kind]} ${target.name}`)
    } else if (target.backupOf !== undefined) {
      keptAs = target.relation
    } else {
      const backup = await freeBackupName(connection, target)
      keptAs = renamed(target.relation, backup)
      connection.enqueue(`alter table ${target.name} rename to ${quoteIdentifier(backup)}`)
      connection.enqueue(markText(target, keptAs))
    }
  }
  connection.enqueue('release savepoint tdbt_swap')
  return keptAs
}

/** Moves the replacement to the target's schema and name; `alter table` does so for relations of any kind. */
function placeTexts(target: Relation, replacement: Relation): readonly string[] {
  const texts: string[] = []
  let place = replacement
  if (target.schema !== null && replacement.schema !== target.schema) {
    texts.push(`alter table ${qualifiedName(place)} set schema ${quoteIdentifier(target.schema)}`)
    place = { ...place, schema: target.schema }
  }
  if (replacement.identifier !== target.identifier) {
    texts.push(`alter table ${qualifiedName(place)} rename to ${quoteIdentifier(target.identifier!)}`)
  }
  return texts
}

async function freeBackupName(connection: Connection, { relation }: Unit): Promise<string> {
  const names = backupNames(relation.identifier!)
  const { rows } = await connection.query(`
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${literal(relation.schema!)} and c.relname in (${names.map(literal).join(', ')})`)
  const taken = new Set(rows.map(([name]) => name))
  const free = names.find((name) => !taken.has(name))
  if (free !== undefined) return free
  throw new TdbtError(
    'versions-still-read',
    `${qualifiedName(relation)} has ${names.length} previous versions that are still read`,
    { hint: `Move what reads them to the present one, or drop them: they are named ${names[0]} and so on.` },
  )
}

function renamed(relation: Relation, identifier: string): Relation {
  return { ...relation, identifier }
}

function markText({ kind, relation }: Unit, now: Relation): string {
  const comment = literal(backupComment(relation.identifier!))
  return `comment on ${ddlWords[kind]} ${qualifiedName(now)} is ${comment}`
}

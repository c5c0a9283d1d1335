import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, type Relation, StatementError, TdbtError } from '@tdbt/adapter-api'
import { literal, quoteIdentifier } from '../dialect.js'
import { sqlStates } from '../statement-errors.js'
import { qualifiedName } from './backup-names.js'
import { type Dependants, findDependants, type Unit } from './dependants.js'

/** Pauses between tries, in milliseconds: readers that queued up behind a try get through in them. */
const pause = { first: 50, most: 1000, growth: 1.5 }

/**
 * Locks `target` and all that reads it against everybody, and gives the dependants as they are under the lock.
 *
 * A reader that waits for one of these locks while this session waits for another would be a deadlock, and the
 * server ends whichever waiter's `deadlock_timeout` is over first. So all locks of a try together wait less than
 * half of that, and a try that fails gives back, by its savepoint, what it had got: no reader ever waits long
 * enough to be chosen. They are taken as a reader takes them, the outermost view first.
 *
 * Fails after `wait` seconds, naming who is in the way. Leaves the savepoint tdbt_swap open.
 */
export async function lockWithDependants(
  connection: Connection,
  target: Relation,
  seen: Dependants,
  wait: number,
): Promise<Dependants> {
  const deadline = performance.now() + wait * 1000
  let known = seen
  let delay = pause.first
  connection.enqueue('savepoint tdbt_swap')
  for (;;) {
    const lockText = lockStatement(known)
    connection.enqueue(lockText)
    connection.enqueue(`set local lock_timeout to ${literal(known.lockTimeout)}`)
    try {
      const found = await findDependants(connection, target)
      if (sameUnits(known, found)) return found
      // Somebody made or dropped a view on it in between: what is locked is not all there is.
      await connection.query('rollback to savepoint tdbt_swap')
    } catch (error) {
      if (!isLockTimeout(error, lockText)) throw error
      await connection.query('rollback to savepoint tdbt_swap')
      if (performance.now() >= deadline) throw await blockedError(connection, target, known, wait, error)
    }
    await sleep(delay * (0.5 + Math.random()))
    delay = Math.min(delay * pause.growth, pause.most)
    known = await findDependants(connection, target)
    if (known.target === undefined) return known
  }
}

/** `lock table` would lock what a view reads as well; a rename there and back locks the view alone. */
function lockStatement({ units, keyTables, deadlockTimeout }: Dependants): string {
  const lockTable = (name: string) => [`lock table only ${name} in access exclusive mode`]
  const lockUnit = ({ kind, name, oid, relation }: Unit) => {
    if (kind === 'r' || kind === 'p') return lockTable(name)
    const passing = `tdbt_lock_${oid}`
    return [
      `alter table ${name} rename to ${passing}`,
      `alter table ${qualifiedName({ schema: relation.schema, identifier: passing })} rename to ${quoteIdentifier(relation.identifier!)}`,
    ]
  }
  const outermostFirst = [...units].reverse().filter(({ foreign }) => foreign === null)
  const statements = [...keyTables.flatMap(lockTable), ...outermostFirst.flatMap(lockUnit)]
  return `do ${dollarQuoted(`
    declare
      started timestamptz := clock_timestamp();
      remaining int;
      statement text;
    begin
      foreach statement in array array[${statements.map(literal).join(', ')}]::text[] loop
        remaining := ${Math.max(2, Math.floor(deadlockTimeout / 2))}
          - (extract(epoch from clock_timestamp() - started) * 1000)::int;
        if remaining < 1 then
          raise lock_not_available using message = 'the time for taking locks is over';
        end if;
        perform set_config('lock_timeout', remaining::text, true);
        execute statement;
      end loop;
    end`)}`
}

function dollarQuoted(text: string): string {
  let tag = '$tdbt$'
  for (let number = 1; text.includes(tag); number++) tag = `$tdbt${number}$`
  return tag + text + tag
}

function isLockTimeout(error: unknown, lockText: string): boolean {
  return (
    error instanceof StatementError && error.sqlState === sqlStates.lockNotAvailable && error.sql === lockText
  )
}

function sameUnits(one: Dependants, other: Dependants): boolean {
  const key = ({ units, keyTables }: Dependants) =>
    JSON.stringify([units.map(({ oid, name }) => [oid, name]).sort(), [...keyTables].sort()])
  return key(one) === key(other)
}

async function blockedError(
  connection: Connection,
  target: Relation,
  { units }: Dependants,
  wait: number,
  cause: unknown,
): Promise<TdbtError> {
  const oids = units.map(({ oid }) => oid)
  const { rows } = await connection.query(`
    select distinct on (l.pid)
      coalesce(l.pid::text, 'a prepared transaction'), a.usename, a.application_name, a.state,
      date_trunc('second', a.query_start)::text, left(regexp_replace(a.query, '\\s+', ' ', 'g'), 100)
    from pg_locks l
    left join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'relation' and l.granted and l.relation in (${oids.join(', ')})
      and l.database = (select oid from pg_database where datname = current_database())
      and l.pid is distinct from pg_backend_pid()
    order by l.pid`)
  const blockers = rows.map(
    ([pid, user, application, state, since, query]) =>
      `  pid ${pid}, user ${user ?? '?'}, application "${application ?? ''}", ${state ?? 'state unknown'} since ${since ?? '?'}: ${query ?? ''}`,
  )
  const who =
    blockers.length > 0 ? `It is held by\n${blockers.join('\n')}` : 'Who held it has just let it go.'
  return new TdbtError(
    'Database',
    `${qualifiedName(target)} could not be locked within ${wait} s to put its new version in place. ${who}`,
    {
      hint: 'The old version stays. Run it again when they are done, or end them: select pg_terminate_backend(<pid>)',
      sqlState: sqlStates.lockNotAvailable,
      cause,
    },
  )
}

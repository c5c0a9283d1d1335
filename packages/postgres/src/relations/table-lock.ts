import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, type Relation, StatementError, TdbtError } from '@tdbt/adapter-api'
import { literal, quoteIdentifier } from '../dialect.js'
import { sqlStates } from '../statement-errors.js'
import { qualifiedName, withSuffix } from './backup-names.js'
import { type Dependants, findDependants, type Unit } from './dependants.js'

/** Pauses between tries, in milliseconds: readers that queued up behind a try get through in them. */
const pause = { first: 50, most: 1000, growth: 1.5 }

/** What a try locks, and how. */
interface LockPlan {
  readonly units: readonly Pick<Unit, 'name' | 'relation' | 'kind'>[]
  readonly keyTables: readonly string[]
}

/**
 * Locks `target` and all that reads it against everybody, and gives the dependants as they are under the lock.
 *
 * A reader that waits for one of these locks while this session waits for another would be a deadlock, and the
 * server ends whichever waiter's `deadlock_timeout` is over first. So all locks of a try together wait less than
 * half of that, and a try that fails gives back, by its savepoint, what it had got: no reader ever waits long
 * enough to be chosen. They are taken as a reader takes them, the outermost view first.
 *
 * The first try takes the target to be alone, as most are, so that it costs one message; where it is not, the
 * dependants that it saw are locked in the next.
 *
 * Fails after `wait` seconds, naming who is in the way. Leaves the savepoint tdbt_swap open.
 */
export async function lockWithDependants(
  connection: Connection,
  target: Relation,
  wait: number,
): Promise<Dependants> {
  const deadline = performance.now() + wait * 1000
  let plan: LockPlan = {
    // The lock of a view serves where the kind is not known.
    units: [{ name: qualifiedName(target), relation: target, kind: target.type === 'table' ? 'r' : 'v' }],
    keyTables: [],
  }
  let delay = pause.first
  connection.enqueue('savepoint tdbt_swap')
  for (;;) {
    const lockText = lockStatement(plan)
    connection.enqueue(lockText)
    try {
      const found = await findDependants(connection, target)
      const needed = lockPlan(found)
      if (covers(plan, needed)) return found
      // There are readers, or somebody made one in between: what is locked is not all there is.
      plan = needed
      connection.enqueue('rollback to savepoint tdbt_swap')
    } catch (error) {
      if (!isLockTimeout(error, lockText)) throw error
      await connection.query('rollback to savepoint tdbt_swap')
      if (performance.now() >= deadline) throw await blockedError(connection, target, plan, wait, error)
      await sleep(delay * (0.5 + Math.random()))
      delay = Math.min(delay * pause.growth, pause.most)
    }
  }
}

function lockPlan({ units, keyTables }: Dependants): LockPlan {
  return { units: units.filter(({ foreign }) => foreign === null), keyTables }
}

function covers(plan: LockPlan, needed: LockPlan): boolean {
  const names = new Set([...plan.units.map(({ name }) => name), ...plan.keyTables])
  return [...needed.units.map(({ name }) => name), ...needed.keyTables].every((name) => names.has(name))
}

/** `lock table` would lock what a view reads as well; a rename there and back locks the view alone. */
function lockStatement({ units, keyTables }: LockPlan): string {
  const lockTable = (name: string) => [[name, `lock table only ${name} in access exclusive mode`]]
  const lockUnit = ({ kind, name, relation }: LockPlan['units'][number]) => {
    if (kind === 'r' || kind === 'p') return lockTable(name)
    const passing = withSuffix(relation.identifier!, `__${randomBytes(4).toString('hex')}`)
    const passingName = qualifiedName({ ...relation, identifier: passing })
    return [
      [name, `alter table ${name} rename to ${quoteIdentifier(passing)}`],
      [passingName, `alter table ${passingName} rename to ${quoteIdentifier(relation.identifier!)}`],
    ]
  }
  const steps = [...keyTables.flatMap(lockTable), ...[...units].reverse().flatMap(lockUnit)]
  const pairs = steps.map((step) => `array[${step.map(literal).join(', ')}]`)
  return `do ${dollarQuoted(`
    declare
      started timestamptz := clock_timestamp();
      allowed interval := current_setting('deadlock_timeout')::interval / 2;
      previous text := current_setting('lock_timeout');
      remaining int;
      step text[];
    begin
      foreach step slice 1 in array array[${pairs.join(', ')}]::text[] loop
        continue when to_regclass(step[1]) is null;
        remaining := extract(epoch from allowed - (clock_timestamp() - started)) * 1000;
        if remaining < 1 then
          raise lock_not_available using message = 'the time for taking locks is over';
        end if;
        perform set_config('lock_timeout', remaining::text, true);
        execute step[2];
      end loop;
      perform set_config('lock_timeout', previous, true);
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

async function blockedError(
  connection: Connection,
  target: Relation,
  { units, keyTables }: LockPlan,
  wait: number,
  cause: unknown,
): Promise<TdbtError> {
  const names = [...units.map(({ name }) => name), ...keyTables]
  const { rows } = await connection.query(`
    select distinct on (l.pid)
      coalesce(l.pid::text, 'a prepared transaction'), a.usename, a.application_name, a.state,
      date_trunc('second', a.query_start)::text, left(regexp_replace(a.query, '\\s+', ' ', 'g'), 100)
    from pg_locks l
    left join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'relation' and l.granted
      and l.relation in (${names.map((name) => `to_regclass(${literal(name)})`).join(', ')})
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
    'relation-locked',
    `${qualifiedName(target)} could not be locked within ${wait} s to put its new version in place. ${who}`,
    {
      hint: 'The old version stays. Run it again when they are done, or end them: select pg_terminate_backend(<pid>)',
      sqlState: sqlStates.lockNotAvailable,
      cause,
    },
  )
}

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { TestDatabase } from '../../../../test/support/postgres.js'
import { type CallOptions, type Ended, projectFolder, type Running, startTdbt, tdbt } from './tdbt.js'

/** What a command says at once, and at the end. */
export const ctrlC = 'Interrupted: stopping. Ctrl-C again ends it at once.'
export const exited = 'Exited because of keyboard interrupt'

export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20)
}

/** What the sessions of tdbt do on the test's database. */
export function watchSessions(database: () => TestDatabase) {
  const count = async (condition: string): Promise<number> => {
    const rows = await database().query(
      `select pid from pg_stat_activity where datname = current_database() and application_name = 'dbt' and ${condition}`,
    )
    return rows.length
  }
  return {
    /** Waits until so many sessions run a statement that has the text. */
    busyWith: (text: string, sessions = 1) =>
      until(async () => (await count(`state = 'active' and query ilike '%${text}%'`)) === sessions),
    /** Waits until one waits for a lock. */
    blocked: () => until(async () => (await count("wait_event_type = 'Lock'")) > 0),
    /** The advisory locks of all sessions. */
    locks: () =>
      database().query(
        "select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      ),
    /** A backend takes a moment to go once its client has. */
    gone: () => until(async () => (await count('true')) === 0),
  }
}

export interface InterruptedProject {
  readonly path: string
  readonly schema: string
  /** A relation's name as messages have it. */
  name(relation: string): string
  write(path: string, content: string | Uint8Array): void
  start(args: readonly string[], options?: CallOptions): Running
  call(...args: readonly string[]): Promise<Ended>
  /** run_results.json: `id: status message`, in the order of ids. */
  results(): readonly string[]
  /** The last line of dbt.log, without its time. */
  lastOfLog(): string
  relations(): Promise<readonly string[]>
  rows(sql: string): Promise<readonly unknown[]>
}

let projects = 0

/** A project with a schema of its own; it goes with the test. */
export async function interruptedProject(
  database: TestDatabase,
  files: Readonly<Record<string, string>>,
  profile: Readonly<Record<string, unknown>> = {},
): Promise<InterruptedProject> {
  projects += 1
  const schema = `interrupted_${projects}`
  const output = { ...database.credentials, schema, threads: 3, ...profile }
  const { path, remove } = await projectFolder({
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'profiles.yml': JSON.stringify({ shop: { target: 'test', outputs: { test: output } } }),
    ...files,
  })
  onTestFinished(remove)
  const read = (...steps: readonly string[]) => readFileSync(join(path, ...steps), 'utf8')
  return {
    path,
    schema,
    name: (relation) => `"${database.target.database}"."${schema}"."${relation}"`,
    write: (file, content) => writeFileSync(join(path, file), content),
    start: (args, options) => startTdbt(args, { cwd: path, ...options }),
    call: (...args) => tdbt(args, { cwd: path }),
    results: () =>
      (JSON.parse(read('target', 'run_results.json')) as RunResults).results
        .map(({ unique_id: id, status, message }) => `${id}: ${status} ${message ?? ''}`.trim())
        .sort(),
    lastOfLog: () =>
      read('logs', 'dbt.log')
        .trimEnd()
        .split('\n')
        .at(-1)!
        .replace(/^.*?\]: /, ''),
    relations: async () =>
      (
        await database.query<{ relname: string }>(
          `select relname from pg_class where relnamespace = to_regnamespace('${schema}') and relkind in ('r', 'v') order by 1`,
        )
      ).map(({ relname }) => relname),
    async rows(sql) {
      const found = await database.query(`set search_path to ${schema}, public; ${sql}`)
      await database.query('reset search_path')
      return found.map((row) => Object.values(row).join('|'))
    },
  }
}

interface RunResults {
  readonly results: readonly {
    readonly unique_id: string
    readonly status: string
    readonly message: string | null
  }[]
}

/**
 * What a command says from the interrupt on, without blank lines, times and dots. Lines of what ran at once come in the
 * order of their texts.
 */
export function lastWords({ stdout }: Ended): readonly string[] {
  const lines = stdout.split('\n').map((line) =>
    line
      .replace(/^\d\d:\d\d:\d\d {2}/, '')
      .replace(/ \.+ \[/, ' [')
      .replace(/ in [\d.]+s\]/, ']')
      .replace(/(Finished running .*) in 0 hours .*/, '$1'),
  )
  const said = lines.slice(lines.findIndex((line) => line.startsWith('Interrupted'))).filter(Boolean)
  for (const atOnce of [/^\d+ of \d+ /, /^ {2}Interrupted: /]) {
    const sorted = said.filter((line) => atOnce.test(line)).sort()
    for (const [at, line] of said.entries()) if (atOnce.test(line)) said[at] = sorted.shift()!
  }
  return said
}

/** The lines that stay on a terminal, without times and colours. */
export function onScreen({ stdout }: Ended): readonly string[] {
  return stdout.split('\r\n').map((line) =>
    line
      .split('\r\u001b[2K')
      .at(-1)!
      .split('\u001b')
      .map((part, at) => (at === 0 ? part : part.replace(/^\[\d+m/, '')))
      .join('')
      .replaceAll('\r', '')
      .replace(/^\d\d:\d\d:\d\d {2}/, ''),
  )
}

/** Makes every row of a table that is made from now on take its time, so that a COPY has no end. */
export async function slowRows(database: TestDatabase): Promise<void> {
  await database.query(`
    create function wait() returns trigger language plpgsql as 'begin perform pg_sleep(600); return new; end';
    create function make_slow() returns event_trigger language plpgsql as $$
      declare made record;
      begin
        for made in select * from pg_event_trigger_ddl_commands() where command_tag = 'CREATE TABLE' loop
          execute format('create trigger slow before insert on %s for each row execute function wait()', made.object_identity);
        end loop;
      end $$;
    create event trigger make_slow on ddl_command_end when tag in ('CREATE TABLE') execute function make_slow()`)
  onTestFinished(async () => {
    await database.query('drop event trigger make_slow; drop function make_slow, wait cascade')
  })
}

/** tdbt.config.ts of sources with one column `id`. @param entries the other keys of each */
export const ingestConfig = (
  entries: readonly string[],
): string => `import { defineConfig, defineSource } from '@tdbt/ingest'
const columns = { id: { type: 'integer' } } as const
export default defineConfig({ sources: [${entries.map((entry) => `defineSource({ columns, ${entry} })`).join(', ')}] })
`

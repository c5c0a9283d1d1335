import { fileURLToPath } from 'node:url'

/** Postgres' Jinja macros, as dbt's package of them is named. */
export const postgresMacros = {
  name: 'dbt_postgres',
  dir: fileURLToPath(new URL('../macros', import.meta.url)),
}

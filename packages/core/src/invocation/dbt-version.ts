/**
 * The dbt version whose language and artifacts are followed. Projects and packages check it
 * (`require-dbt-version`), so it is a version of dbt's, not of tdbt's.
 */
export const dbtVersion = '1.11.16'

/** The folder of the programs of the virtual environment that has dbt. Throws where it can't be made. */
export function dbtVenv(): string

/** The same, with dbt's tests of adapters. */
export function suiteVenv(): string

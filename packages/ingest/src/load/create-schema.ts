import type { Adapter, Connection } from '@tdbt/adapter-api'

/**
 * Makes the schema where it is missing. It is looked for first, since `create schema if not exists` asks for the right
 * to create even where there is nothing to do; and it is a transaction of its own, so that two loads into one new
 * schema do not wait for each other.
 */
export async function createSchema(adapter: Adapter, connection: Connection, schema: string): Promise<void> {
  const exists = async (): Promise<boolean> =>
    (await adapter.introspector.listSchemas(connection)).includes(schema)
  if (await exists()) return
  try {
    await connection.query(`create schema if not exists ${adapter.dialect.quoteIdentifier(schema)}`)
  } catch (error) {
    // Another load that began at the same moment can win between the look and the statement.
    if (!(await exists())) throw error
  }
}

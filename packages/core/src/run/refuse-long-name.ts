import { type Dialect, TdbtError } from '@tdbt/adapter-api'

/**
 * The database cuts a longer name without an error, so that two relations could become one, and the next run would not
 * find what this one made.
 * @param what `the schema`
 * @throws TdbtError (`name-too-long`)
 */
export function refuseLongName(
  what: string,
  name: string,
  { maxIdentifierLength, name: database }: Dialect,
): void {
  const bytes = Buffer.byteLength(name)
  if (bytes <= maxIdentifierLength) return
  throw new TdbtError(
    'name-too-long',
    `${what} '${name}' has ${bytes} bytes, of which ${database} keeps ${maxIdentifierLength}`,
  )
}

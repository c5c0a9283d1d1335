import { existsSync, readFileSync } from 'node:fs'
import { TdbtError } from '@tdbt/adapter-api'
import type { LibpqFiles } from './libpq-defaults.js'

/** The keys of one service, as libpq names them. */
export interface Service {
  readonly name: string
  readonly keys: ReadonlyMap<string, string>
}

/**
 * The service that PGSERVICE names, from the first of libpq's service files that has it; null where it is not set.
 * @throws TdbtError where none has it
 */
export function findService(
  env: Readonly<Record<string, string | undefined>>,
  { services }: LibpqFiles,
): Service | null {
  const name = env.PGSERVICE
  if (!name) return null
  for (const file of services) {
    const keys = existsSync(file) ? sectionOf(readFileSync(file, 'utf8'), name) : undefined
    if (keys !== undefined) return { name, keys }
  }
  throw new TdbtError(
    'service-not-found',
    `PGSERVICE names the service '${name}', which is in no service file`,
    {
      hint: `write it in ${services[0]}, or unset PGSERVICE`,
    },
  )
}

function sectionOf(text: string, name: string): ReadonlyMap<string, string> | undefined {
  let keys: Map<string, string> | undefined
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line.startsWith('[')) {
      if (keys !== undefined) return keys
      if (line === `[${name}]`) keys = new Map()
    } else if (keys !== undefined && !line.startsWith('#') && line.includes('=')) {
      const at = line.indexOf('=')
      const key = line.slice(0, at)
      if (!keys.has(key)) keys.set(key, line.slice(at + 1))
    }
  }
  return keys
}

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import { configFailure } from './config-failure.js'
import * as plugins from './define-plugin.js'
import * as sources from './define-source.js'
import type { LoadedConfig } from './resolved-source.js'
import { validateConfig } from './validate-config.js'

const fileNames = ['tdbt.config.ts', 'tdbt.config.mts', 'tdbt.config.js', 'tdbt.config.mjs']

/** The configuration file of a project, or undefined where it has none. */
export function findConfigFile(projectRoot: string): string | undefined {
  return fileNames.find((name) => existsSync(join(projectRoot, name)))
}

/**
 * Loads and checks the project's `tdbt.config.ts`. Throws a TdbtError where there is none, where it can't be loaded,
 * and (or TdbtErrors) where it is not a valid configuration.
 */
export async function loadConfig(projectRoot: string): Promise<LoadedConfig> {
  const file = findConfigFile(projectRoot)
  if (file === undefined)
    throw new TdbtError('ingest-config-not-found', `no tdbt.config.ts in ${projectRoot}`)
  const contract = { ...plugins, ...sources }
  // Loaded here, since it takes a while and most commands of a project need no plugin.
  const { createJiti } = await import('jiti')
  const jiti = createJiti(join(projectRoot, file), {
    // What the running tdbt brings is what the file gets: it loads in a project that has no node_modules, and
    // never mixes two versions of the contract.
    virtualModules: { tdbt: contract, '@tdbt/ingest': contract },
    fsCache: false,
    moduleCache: false,
  })
  let exported: unknown
  try {
    exported = await jiti.import(join(projectRoot, file), { default: true })
  } catch (error) {
    throw await configFailure(error, file, projectRoot)
  }
  const text = await readFile(join(projectRoot, file), 'utf8')
  return { projectRoot, file, sources: validateConfig(exported, file, text) }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type ConformanceProject, defaultSettings, type Settings } from './conformance-project.js'

const corpus = fileURLToPath(new URL('../corpus/', import.meta.url))

/** All projects of the corpus by their names. Throws where a settings file can't be read. */
export function readCorpus(): ConformanceProject[] {
  return readdirSync(corpus, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => projectIn(join(corpus, name), '.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** @param subfolder where in the folder its dbt_project.yml stands */
export function projectIn(folder: string, subfolder: string): ConformanceProject {
  const path = resolve(folder)
  if (!existsSync(join(path, subfolder, 'dbt_project.yml')))
    throw new Error(`${join(path, subfolder)} has no dbt_project.yml`)
  const file = join(path, subfolder, 'conformance.yml')
  const written = existsSync(file) ? ((parse(readFileSync(file, 'utf8')) ?? {}) as Partial<Settings>) : {}
  const unknown = Object.keys(written).filter((key) => !(key in defaultSettings) && key !== 'about')
  if (unknown.length > 0) throw new Error(`${file}: unknown ${unknown.join(', ')}`)
  return { name: basename(path), folder: path, subfolder, settings: { ...defaultSettings, ...written } }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import { asText, readYaml } from '@tdbt/core'

/** Sections of properties files that tdbt does not act on. */
const unreadSections: Readonly<Record<string, string>> = {
  unit_tests: 'unit tests, which are read but not run',
  functions: 'functions, which are read over',
}

/** What tdbt can't run in a project of dbt's, or can't run yet, a phrase each. */
export function findObstacles(root: string): readonly string[] {
  const project = readKeys(join(root, 'dbt_project.yml'))
  const modelPaths = project['model-paths']
  const folders = Array.isArray(modelPaths) ? modelPaths.map(asText) : ['models']
  const files = folders.flatMap((folder) => filesIn(root, folder))
  const found: string[] = []
  const packages = asText(project['packages-install-path'] ?? 'dbt_packages')
  const asking = existsSync(join(root, packages)) ? undefined : fileWithPackages(root)
  if (asking !== undefined) {
    found.push(`the packages of ${asking}, until they lie in ${packages}/: let dbt deps put them there`)
  }
  const pythonModels = files.filter((path) => path.endsWith('.py'))
  if (pythonModels.length > 0) found.push(`Python models; write them in SQL: ${shortList(pythonModels)}`)
  const properties = files.filter((path) => /\.ya?ml$/.test(path))
  const sections = new Map(properties.map((path) => [path, readKeys(join(root, path))]))
  for (const [section, words] of Object.entries(unreadSections)) {
    const paths = properties.filter((path) => section in (sections.get(path) ?? {}))
    if (paths.length > 0) found.push(`${words}: ${shortList(paths)}`)
  }
  return found
}

function fileWithPackages(root: string): string | undefined {
  return ['packages.yml', 'dependencies.yml'].find((file) => {
    const { packages } = existsSync(join(root, file)) ? readKeys(join(root, file)) : {}
    return Array.isArray(packages) && packages.length > 0
  })
}

/** Empty for a file that is no YAML: whoever parses the project says what is wrong with it. */
function readKeys(path: string): Readonly<Record<string, unknown>> {
  try {
    const value = readYaml(readFileSync(path, 'utf8'), path)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch (error) {
    if (error instanceof TdbtError) return {}
    throw error
  }
}

function filesIn(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

function shortList(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(', ')
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown
}

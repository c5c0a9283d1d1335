import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ErrorCode, nearest, TdbtError } from '@tdbt/adapter-api'
import { Float, type Value } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import { isMapping } from '../json.js'
import { envVarFunction } from './env-var.js'
import { readText } from './read-text.js'
import { cliVarFunction } from './var-of-command.js'
import { locateYaml, locateYamlKey, readYaml, type YamlText } from './yaml.js'
import { yamlRenderer } from './yaml-renderer.js'

/** A package that a project asks for, as its file has it and as it is when its templates are rendered. */
export interface PackageSpec {
  readonly kind: PackageKind
  readonly rendered: Readonly<Record<string, unknown>>
  readonly unrendered: Readonly<Record<string, unknown>>
  /** Where it stands: the file as messages name it, its text, and the place in its list. */
  readonly file: string
  readonly source: string
  readonly index: number
}

export type PackageKind = 'package' | 'git' | 'local' | 'tarball' | 'private'

/** The packages that a project asks for. */
export interface PackagesFile {
  /** `packages.yml` or `dependencies.yml`, whichever has them. */
  readonly name: string
  readonly yaml: YamlText
  readonly specs: readonly PackageSpec[]
}

const shared = ['name'] as const
/** The keys of each kind besides its own (dbt's). */
const keysOf: Readonly<Record<PackageKind, readonly string[]>> = {
  package: ['version', 'install_prerelease', ...shared],
  git: ['revision', 'warn-unpinned', 'subdirectory', ...shared],
  local: shared,
  tarball: shared,
  private: ['provider', 'revision', 'warn-unpinned', 'subdirectory', ...shared],
}

const kinds = Object.keys(keysOf) as readonly PackageKind[]

/**
 * Reads packages.yml, or `packages` of dependencies.yml, of the project in a folder.
 * @param options.rendersAll whether dependencies.yml is rendered too: dbt does so in packages, and not in the root project.
 * @throws TdbtError (`packages-not-valid`, `yaml-syntax`, errors of the templates)
 */
export function readPackagesFile(
  invocation: Invocation,
  root: string,
  options: { readonly shown: (name: string) => string; readonly rendersAll: boolean },
): PackagesFile {
  const packages = readFile(root, 'packages.yml', options.shown)
  const dependencies = readFile(root, 'dependencies.yml', options.shown)
  const fail = (yaml: YamlText, message: string, key: string): TdbtError =>
    new TdbtError('packages-not-valid', message, {
      place: locateYamlKey(yaml.text, yaml.file, [key]),
      source: yaml.text,
    })
  const own = (data: unknown, key: string): boolean => isMapping(data) && Object.hasOwn(data, key)
  if (packages && own(packages.data, 'projects'))
    throw fail(packages.yaml, "'projects' belongs into dependencies.yml", 'projects')
  if (dependencies && own(dependencies.data, 'packages')) {
    if (packages && own(packages.data, 'packages'))
      throw fail(packages.yaml, "'packages' stands in both packages.yml and dependencies.yml", 'packages')
    const { yaml, data } = dependencies
    const specs = toSpecs(
      (data as { packages: unknown }).packages,
      yaml,
      renderer(invocation, yaml, options.rendersAll),
    )
    return { name: 'dependencies.yml', yaml, specs }
  }
  if (packages === null) {
    const yaml = { file: options.shown('packages.yml'), text: '' }
    return { name: 'packages.yml', yaml, specs: [] }
  }
  const { yaml, data } = packages
  if (data === null) return { name: 'packages.yml', yaml, specs: [] }
  for (const key of isMapping(data) ? Object.keys(data) : []) {
    if (key !== 'packages') throw fail(yaml, `'${key}' is no key of packages.yml`, key)
  }
  if (!isMapping(data)) throw fail(yaml, "packages.yml must be a mapping with the key 'packages'", 'packages')
  return { name: 'packages.yml', yaml, specs: toSpecs(data.packages, yaml, renderer(invocation, yaml, true)) }
}

/** The packages of a lock file, which has them in the same form. */
export function toPackageSpecs(
  invocation: Invocation,
  listed: unknown,
  yaml: YamlText,
): readonly PackageSpec[] {
  return toSpecs(listed, yaml, renderer(invocation, yaml, true))
}

/** The same of what a hub says, which is not rendered. */
export function hubPackageSpecs(listed: unknown, file: string): readonly PackageSpec[] {
  return toSpecs(listed, { file, text: '' }, (value) => value)
}

type Render = (value: unknown, path: string) => unknown

/** dbt's context of packages.yml: env_var, secrets among them, and --vars. */
function renderer(invocation: Invocation, yaml: YamlText, isRendered: boolean): Render {
  if (!isRendered) return (value) => value
  const names = new Map<string, Value>([
    ['env_var', envVarFunction(invocation, true)],
    ['var', cliVarFunction(invocation)],
  ])
  return yamlRenderer(yaml, names)
}

function readFile(
  root: string,
  name: string,
  shown: (name: string) => string,
): { readonly yaml: YamlText; readonly data: unknown } | null {
  const path = join(root, name)
  if (!existsSync(path)) return null
  const yaml = { file: shown(name), text: readText(path, shown(name)) }
  return { yaml, data: readYaml(yaml.text, yaml.file) }
}

function toSpecs(listed: unknown, yaml: YamlText, render: Render): readonly PackageSpec[] {
  if (listed === null || listed === undefined) return []
  if (!Array.isArray(listed)) throw notValid(yaml, "'packages' must be a list", ['packages'])
  return listed.map((entry: unknown, index) => {
    if (!isMapping(entry)) throw notValid(yaml, 'an entry of packages must be a mapping', ['packages', index])
    const rendered = render(entry, `packages[${index}]`) as Readonly<Record<string, unknown>>
    return {
      kind: checkEntry(rendered, yaml, index),
      rendered,
      unrendered: entry,
      file: yaml.file,
      source: yaml.text,
      index,
    }
  })
}

function notValid(
  yaml: YamlText,
  message: string,
  path: readonly (string | number)[],
  hint?: string,
  code: ErrorCode = 'packages-not-valid',
): TdbtError {
  const place = locateYaml(yaml.text, yaml.file, path)
  return new TdbtError(code, message, { place, source: yaml.text, hint })
}

/** Checks an entry by dbt's shapes. Gives its kind. */
function checkEntry(entry: Readonly<Record<string, unknown>>, yaml: YamlText, index: number): PackageKind {
  const own = kinds.filter((key) => Object.hasOwn(entry, key))
  const at = (key?: string): readonly (string | number)[] =>
    key === undefined ? ['packages', index] : ['packages', index, key]
  const [kind] = own
  if (kind === undefined || own.length > 1) {
    const listed = kinds.join(', ')
    throw notValid(
      yaml,
      `an entry of packages needs one of ${listed}${own.length > 1 ? `, and has ${own.join(' and ')}` : ''}`,
      at(),
    )
  }
  const known = [kind, ...keysOf[kind]]
  for (const key of Object.keys(entry)) {
    if (known.includes(key)) continue
    const other = known.find((name) => name.replaceAll('_', '-') === key.replaceAll('_', '-'))
    const hint = other === undefined ? nearest(key, known) : `it is written ${other}`
    throw notValid(yaml, `'${key}' is no key of a package with '${kind}'`, at(key), hint)
  }
  const text = (key: string, needed: boolean): void => {
    const value = entry[key]
    if (!needed && (value === undefined || value === null)) return
    if (typeof value !== 'string' || value === '')
      throw notValid(
        yaml,
        value === undefined ? `'${key}' is missing` : `'${key}' must be a text`,
        at(value === undefined ? undefined : key),
      )
  }
  text(kind, true)
  text('name', kind === 'tarball')
  text('subdirectory', false)
  text('provider', false)
  for (const key of ['warn-unpinned', 'install_prerelease']) {
    const value = entry[key]
    if (value !== undefined && value !== null && typeof value !== 'boolean')
      throw notValid(yaml, `'${key}' must be true or false`, at(key))
  }
  const { version, revision } = entry
  if (revision !== undefined && revision !== null && !isVersion(revision))
    throw notValid(yaml, "'revision' must be a text", at('revision'))
  if (kind === 'package') {
    const name = entry.package as string
    if (!name.includes('/'))
      throw notValid(yaml, `the package '${name}' needs a namespace, as in dbt-labs/dbt_utils`, at('package'))
    const versions = Array.isArray(version) ? version : [version]
    if (versions.length === 0 || !versions.every(isVersion))
      throw notValid(
        yaml,
        `the package '${name}' needs a version`,
        at(version === undefined ? undefined : 'version'),
        'write version: 1.3.0, or conditions: version: [">=1.0.0", "<2.0.0"]',
      )
  }
  return kind
}

/** A text, or a number, which YAML makes of 1.0. */
function isVersion(value: unknown): boolean {
  if (typeof value === 'string') return value !== ''
  return typeof value === 'number' || value instanceof Float
}

/** The text of a version or revision: what YAML has as the number 1.0 is `1.0`. */
export function versionWords(value: unknown): readonly string[] {
  const words = Array.isArray(value) ? value : [value]
  return words.map((word: unknown) => (word instanceof Float ? word.value.toFixed(1) : String(word)))
}

import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { type Target, TdbtError } from '@tdbt/adapter-api'
import { Dict, type Value } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import { warn } from '../invocation/warn.js'
import { asText, emptyObject } from '../json.js'
import { envVarFunction } from './env-var.js'
import { readPackagesFile } from './packages-file.js'
import { type KnownAdapters, loadTarget, lookForProfile, type WantedProfile } from './profile.js'
import type { Package, Project, SelectorsFile } from './project.js'
import { type ProjectConfig, toProjectConfig } from './project-config.js'
import { projectKey } from './project-keys.js'
import { readPackage } from './read-package.js'
import { readText } from './read-text.js'
import { reading } from './reading.js'
import type { RenderYaml } from './render-yaml.js'
import { checkRequiredVersion } from './required-version.js'
import { builtinPath, shownPath } from './shown-path.js'
import { publicTarget } from './target-value.js'
import { cliVarFunction } from './var-of-command.js'
import { locateYaml, locateYamlKey, readYaml, type YamlText } from './yaml.js'
import { yamlRenderer } from './yaml-renderer.js'

/** Where tdbt's own macro packages are: the database-neutral one and the adapter's. */
export interface BuiltinMacros {
  readonly dbt: string
  readonly adapter: { readonly name: string; readonly dir: string }
}

/**
 * Reads a project from disk: dbt_project.yml, the profile's target, installed packages and every file.
 * @throws TdbtError (`Project`, `Profile`, `Parsing`)
 */
export function loadProject(
  invocation: Invocation,
  adapters: KnownAdapters,
  builtinMacros: (target: Target) => BuiltinMacros,
): Project {
  const { root, config, configFile, selectorsFile, target } = loadProjectConfig(invocation, adapters)
  const builtins = builtinMacros(target)
  const targetPath = invocation.flags.targetPath ?? config.targetPath
  const rootPackage = readPackage(root, config, configFile, (path) => path)
  const packages = [
    rootPackage,
    ...loadDependencies(invocation, root, config, target),
    readBuiltin(builtins.adapter.dir, builtins.adapter.name),
    readBuiltin(builtins.dbt, 'dbt'),
  ]
  checkNames(packages)
  return {
    root: rootPackage,
    packages,
    target,
    selectorsFile,
    targetDir: isAbsolute(targetPath) ? targetPath : resolve(root, targetPath),
  }
}

function checkNames(packages: readonly Package[]): void {
  const known = new Map<string, Package>()
  for (const each of packages) {
    const other = known.get(each.name)
    if (other !== undefined)
      throw new TdbtError('package-name-twice', `there are two packages named '${each.name}'`, {
        place: locateYaml(each.configFile.text, each.configFile.file, ['name']),
        source: each.configFile.text,
      })
    known.set(each.name, each)
  }
}

export interface LoadedConfig {
  readonly root: string
  readonly config: ProjectConfig
  readonly configFile: YamlText
  readonly selectorsFile: SelectorsFile | null
  readonly target: Target
}

/** Reads dbt_project.yml and the profile alone, for commands that need no model. */
export function loadProjectConfig(invocation: Invocation, adapters: KnownAdapters): LoadedConfig {
  const { root, yaml, raw, names, profile } = readProjectFile(invocation)
  const secretNames = new Map(names).set('env_var', envVarFunction(invocation, true))
  const projectName = asText((raw as { name?: unknown } | null)?.name ?? 'project')
  const target = loadTarget(invocation, projectName, profile, adapters, (file) =>
    yamlRenderer(file, secretNames),
  )
  const rendered = new Map(names).set('target', publicTarget(target))
  const config = readConfig(invocation, yaml, raw, yamlRenderer(yaml, rendered))
  checkVersion(invocation, config, yaml)
  return {
    root,
    config,
    configFile: yaml,
    selectorsFile: readSelectorsFile(root, rendered),
    target,
  }
}

/** dbt_project.yml for commands that need no profile. */
export interface UnboundConfig {
  readonly root: string
  readonly config: ProjectConfig
  readonly configFile: YamlText
  /** Where packages are installed. */
  readonly installPath: string
}

/** Reads dbt_project.yml without a profile: `target` is empty there, and a missing variable none (dbt's rules). */
export function loadUnboundConfig(invocation: Invocation): UnboundConfig {
  const { root, yaml, raw, names } = readProjectFile(invocation, { needsVars: false })
  const config = readConfig(
    invocation,
    yaml,
    raw,
    yamlRenderer(yaml, new Map(names).set('target', new Dict())),
  )
  checkVersion(invocation, config, yaml)
  return { root, config, configFile: yaml, installPath: resolve(root, config.packagesInstallPath) }
}

function readSelectorsFile(root: string, names: ReadonlyMap<string, Value>): SelectorsFile | null {
  const file = 'selectors.yml'
  const path = join(root, file)
  if (!existsSync(path)) return null
  const yaml = { file, text: readText(path, file) }
  return { yaml, data: yamlRenderer(yaml, names)(readYaml(yaml.text, file), '') }
}

/** The profile that the project asks for, which need not be there; null where it asks for none. */
export function wantedProfile(invocation: Invocation): WantedProfile | null {
  const name = invocation.flags.profile ?? readProjectFile(invocation).profile?.name
  return name === undefined ? null : lookForProfile(invocation, name)
}

/** dbt_project.yml as it can be read before there is a target. */
function readProjectFile(invocation: Invocation, { needsVars = true } = {}) {
  const root = resolve(invocation.flags.projectDir)
  const path = join(root, 'dbt_project.yml')
  if (!existsSync(path)) {
    throw new TdbtError('project-not-found', `no dbt_project.yml in ${root}`)
  }
  const yaml = { file: 'dbt_project.yml', text: readText(path, 'dbt_project.yml') }
  const raw = readYaml(yaml.text, yaml.file, undefined, (...warning) => warn(invocation, ...warning))
  const names = new Map<string, Value>([
    ['env_var', envVarFunction(invocation, false)],
    ['var', cliVarFunction(invocation, { required: needsVars })],
  ])
  const written = namedProfile(yaml, raw)
  const profile =
    written === null
      ? null
      : {
          name: asText(yamlRenderer(yaml, names)(written, 'profile')),
          origin: { place: locateYaml(yaml.text, yaml.file, ['profile']), source: yaml.text },
        }
  return { root, yaml, raw, names, profile }
}

function readConfig(
  invocation: Invocation,
  { file, text }: YamlText,
  raw: unknown,
  render: RenderYaml,
): ProjectConfig {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new TdbtError('project-not-valid', `${file} must be a mapping`, {
      place: { file, line: 1, column: 1 },
      source: text,
    })
  }
  const rendered = emptyObject()
  for (const [key, value] of Object.entries(raw)) {
    rendered[key] = projectKey(key)?.renderedLate ? value : renderTree(value, key, render)
  }
  warnOfOlderKeys(invocation, { file, text }, rendered)
  return toProjectConfig(rendered, raw as Readonly<Record<string, unknown>>, (code, message, key, hint) => {
    const locate = code === 'project-key-unknown' ? locateYamlKey : locateYaml
    return new TdbtError(code, message, { place: locate(text, file, [key]), source: text, hint })
  })
}

/** Keys of dbt_project.yml that dbt would have under another name, or elsewhere. */
function warnOfOlderKeys(
  invocation: Invocation,
  { file, text }: YamlText,
  config: Readonly<Record<string, unknown>>,
): void {
  const at = (key: string) => () => ({ place: locateYamlKey(text, file, [key]), source: text })
  const renamed = [
    ['source-paths', 'model-paths', 'ConfigSourcePathDeprecation'],
    ['data-paths', 'seed-paths', 'ConfigDataPathDeprecation'],
  ] as const
  for (const [older, key, name] of renamed) {
    if (!(older in config)) continue
    if (key in config) {
      throw new TdbtError(
        'project-not-valid',
        `'${older}' is the older name of '${key}': both can not be there`,
        {
          ...at(older)(),
          hint: `take '${older}' away`,
        },
      )
    }
    warn(invocation, name, `'${older}' is the older name of '${key}'`, at(older))
  }
  const moved = [
    ['log-path', 'logs', 'ConfigLogPathDeprecation'],
    ['target-path', 'target', 'ConfigTargetPathDeprecation'],
  ] as const
  for (const [key, usual, name] of moved) {
    if (!(key in config) || config[key] === usual) continue
    const variable = `DBT_${key.replace('-', '_').toUpperCase()}`
    warn(invocation, name, `'${key}' of dbt_project.yml is given by --${key} or ${variable} instead`, at(key))
  }
}

/** Hooks inside the resource trees are rendered when they run, not here. */
function renderTree(value: unknown, path: string, render: RenderYaml): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return render(value, path)
  const rendered = emptyObject()
  for (const [key, item] of Object.entries(value)) {
    const isHook = /^\+?(pre|post)[-_]hook$/.test(key)
    rendered[key] = isHook ? item : renderTree(item, `${path}.${key}`, render)
  }
  return rendered
}

function namedProfile({ file, text }: { file: string; text: string }, raw: unknown): string | null {
  const profile = (raw as { profile?: unknown } | null)?.profile
  if (profile === undefined || profile === null) return null
  if (typeof profile !== 'object') return String(profile)
  throw new TdbtError('project-not-valid', "'profile' must be the name of a profile", {
    place: locateYaml(text, file, ['profile']),
    source: text,
  })
}

/**
 * Reads what stands in the packages folder.
 * @throws TdbtError (`packages-not-installed`) where packages.yml asks for more than is there, as dbt counts
 */
function loadDependencies(
  invocation: Invocation,
  root: string,
  config: ProjectConfig,
  target: Target,
): readonly Package[] {
  const folder = resolve(root, config.packagesInstallPath)
  const installed = installedFolders(folder, config.packagesInstallPath)
  const wanted = readPackagesFile(invocation, root, { shown: (name) => name, rendersAll: false })
  if (wanted.specs.length > installed.length) {
    const { name, yaml } = wanted
    throw new TdbtError(
      'packages-not-installed',
      `${name} asks for ${wanted.specs.length} package(s), but only ${installed.length} are installed in ${config.packagesInstallPath}`,
      { place: locateYamlKey(yaml.text, yaml.file, ['packages']), source: yaml.text },
    )
  }
  const names = new Map<string, Value>([
    ['env_var', envVarFunction(invocation, false)],
    ['var', cliVarFunction(invocation)],
    ['target', publicTarget(target)],
  ])
  return installed.map((name) => {
    const packageRoot = join(folder, name)
    const shown = (path: string): string => shownPath(root, join(packageRoot, path))
    const file = shown('dbt_project.yml')
    const yaml = { file, text: readText(join(packageRoot, 'dbt_project.yml'), file) }
    const packageConfig = readConfig(invocation, yaml, readYaml(yaml.text, file), yamlRenderer(yaml, names))
    checkVersion(invocation, packageConfig, yaml)
    return readPackage(packageRoot, packageConfig, yaml, shown)
  })
}

function checkVersion(
  { flags }: Invocation,
  { name, requireDbtVersion }: ProjectConfig,
  yaml: YamlText,
): void {
  if (flags.versionCheck) checkRequiredVersion(name, requireDbtVersion, yaml)
}

/** The folders that hold packages; dbt passes over those that begin with `__`. */
function installedFolders(folder: string, shown: string): readonly string[] {
  if (!existsSync(folder)) return []
  return reading(shown, () => readdirSync(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort()
    .filter((name) => !name.startsWith('__') && existsSync(join(folder, name, 'dbt_project.yml')))
}

/** A folder of macros as the package that dbt has them in: `macros/...` under its parent. */
function readBuiltin(macrosDir: string, name: string): Package {
  const config = {
    ...toProjectConfig({ name }, { name }, (code, message) => new TdbtError(code, message)),
    macroPaths: [basename(macrosDir)],
    modelPaths: [],
    seedPaths: [],
    testPaths: [],
    analysisPaths: [],
    snapshotPaths: [],
    docsPaths: [],
  }
  const shown = (path: string): string => builtinPath(name, path)
  const builtin = readPackage(dirname(macrosDir), config, { file: '', text: '' }, shown)
  return { ...builtin, builtin: true }
}

import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { type Target, TdbtError } from '@tdbt/adapter-api'
import { fromJs, str, type Value } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import { asText, emptyObject } from '../json.js'
import { templateFunction } from '../template-function.js'
import { envVarFunction } from './env-var.js'
import { type KnownAdapters, loadTarget, lookForProfile, type WantedProfile } from './profile.js'
import type { Package, Project, SelectorsFile } from './project.js'
import { type ProjectConfig, toProjectConfig } from './project-config.js'
import { projectKey } from './project-keys.js'
import { readPackage } from './read-package.js'
import { readText } from './read-text.js'
import { reading } from './reading.js'
import type { RenderYaml } from './render-yaml.js'
import { builtinPath, shownPath } from './shown-path.js'
import { publicTarget } from './target-value.js'
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
  return {
    root: rootPackage,
    packages: [
      rootPackage,
      ...loadDependencies(invocation, root, config, target),
      readBuiltin(builtins.adapter.dir, builtins.adapter.name),
      readBuiltin(builtins.dbt, 'dbt'),
    ],
    target,
    selectorsFile,
    targetDir: isAbsolute(targetPath) ? targetPath : resolve(root, targetPath),
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
  return {
    root,
    config: readConfig(yaml, raw, yamlRenderer(yaml, rendered)),
    configFile: yaml,
    selectorsFile: readSelectorsFile(root, rendered),
    target,
  }
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
function readProjectFile(invocation: Invocation) {
  const root = resolve(invocation.flags.projectDir)
  const path = join(root, 'dbt_project.yml')
  if (!existsSync(path)) {
    throw new TdbtError('project-not-found', `no dbt_project.yml in ${root}`)
  }
  const yaml = { file: 'dbt_project.yml', text: readText(path, 'dbt_project.yml') }
  const raw = readYaml(yaml.text, yaml.file)
  const names = new Map<string, Value>([
    ['env_var', envVarFunction(invocation, false)],
    ['var', cliVarFunction(invocation)],
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

function readConfig({ file, text }: YamlText, raw: unknown, render: RenderYaml): ProjectConfig {
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
  return toProjectConfig(rendered, raw as Readonly<Record<string, unknown>>, (code, message, key, hint) => {
    const locate = code === 'project-key-unknown' ? locateYamlKey : locateYaml
    return new TdbtError(code, message, { place: locate(text, file, [key]), source: text, hint })
  })
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

/** `var()` where only `--vars` is known: in dbt_project.yml and profiles.yml. */
function cliVarFunction(invocation: Invocation): Value {
  return templateFunction('var', ['name', { name: 'default', default: null }], ([name, fallback]): Value => {
    const key = str(name as Value)
    if (Object.hasOwn(invocation.flags.vars, key)) return fromJs(invocation.flags.vars[key])
    if (fallback !== null && fallback !== undefined) return fallback
    throw new TdbtError('var-not-found', `required var '${key}' not found in --vars`, {
      hint: `pass it: --vars '${key}: value'`,
    })
  })
}

/** Reads what stands in the packages folder; that it is complete is `tdbt deps`' matter. */
function loadDependencies(
  invocation: Invocation,
  root: string,
  config: ProjectConfig,
  target: Target,
): readonly Package[] {
  const folder = resolve(root, config.packagesInstallPath)
  if (!existsSync(folder)) return []
  const names = new Map<string, Value>([
    ['env_var', envVarFunction(invocation, false)],
    ['var', cliVarFunction(invocation)],
    ['target', publicTarget(target)],
  ])
  return reading(config.packagesInstallPath, () => readdirSync(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort()
    .filter((name) => existsSync(join(folder, name, 'dbt_project.yml')))
    .map((name) => {
      const packageRoot = join(folder, name)
      const shown = (path: string): string => shownPath(root, join(packageRoot, path))
      const file = shown('dbt_project.yml')
      const yaml = { file, text: readText(join(packageRoot, 'dbt_project.yml'), file) }
      const packageConfig = readConfig(yaml, readYaml(yaml.text, file), yamlRenderer(yaml, names))
      return readPackage(packageRoot, packageConfig, yaml, shown)
    })
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

import { nearest, TdbtError } from '@tdbt/adapter-api'
import { type GraphMember, graphMembers, isNode, type Manifest } from '../manifest/manifest.js'
import { isBefore, sameVersion } from '../manifest/model-version.js'
import type { ManifestNode, ModelInfo } from '../manifest/node.js'
import type { YamlResourceType } from '../manifest/yaml-resource.js'
import type { Criterion, SelectorMethod } from './criterion.js'
import { fnmatch } from './fnmatch.js'
import { matchFqn } from './match-fqn.js'
import { folderOf, normalPath, pathGlob } from './path-glob.js'
import { parseResourceType } from './resource-types.js'

/** What a method can look into. */
export interface MethodContext {
  readonly manifest: Manifest
  /** Files of the root project's nodes and the folders that they stand in. */
  projectPaths(): ReadonlySet<string>
}

interface Method {
  /** @throws TdbtError (`Runtime`) for a value that the method can't have. */
  matcher(criterion: Criterion, context: MethodContext): (member: GraphMember) => boolean
  /** The values that would have matched something, to name the nearest one to a misspelt value. */
  values(context: MethodContext): Iterable<string>
}

/** dbt's selection methods; which kinds of members each one looks at is dbt's choice as well. */
export const methods: Readonly<Record<SelectorMethod, Method>> = {
  fqn: {
    matcher: ({ value }) => {
      const matches = matchFqn(value)
      return (member) =>
        member.resourceType !== 'source' &&
        matches({ fqn: member.fqn, isVersioned: isNode(member) && (member.model?.version ?? null) !== null })
    },
    values: ({ manifest }) => [
      ...names(manifest.nodes),
      ...names(manifest.exposures),
      ...names(manifest.resources),
    ],
  },
  tag: {
    matcher: ({ value }) => {
      const matches = fnmatch(value)
      return (member) => member.tags.some(matches)
    },
    values: ({ manifest }) => new Set([...graphMembers(manifest)].flatMap((member) => member.tags)),
  },
  source: {
    matcher: ({ value }) => {
      const parts = value.split('.')
      if (parts.length > 3) {
        throw new TdbtError('selection-not-valid', `Invalid source selector value '${value}'`, {
          hint: 'a source is selected as source, source.table or package.source.table',
        })
      }
      const [inPackage, ofSource, ofTable] =
        parts.length === 3 ? parts.map(fnmatch) : [fnmatch('*'), ...parts.map(fnmatch), fnmatch('*')]
      return (member) =>
        member.resourceType === 'source' &&
        inPackage!(member.packageName) &&
        ofSource!(member.sourceName) &&
        ofTable!(member.name)
    },
    values: ({ manifest }) =>
      [...manifest.sources.values()].flatMap(({ sourceName, name }) => [sourceName, `${sourceName}.${name}`]),
  },
  path: {
    matcher: ({ value }, context) => {
      const matches = pathGlob(value)
      // dbt globs the project's folder; what no such path leads to is not found in an installed package either.
      const found = new Set([...context.projectPaths()].filter(matches))
      return (member) => {
        const [file, description] = filesOf(member)
        if (description !== undefined && found.has(description)) return true
        for (let path: string | undefined = file; path !== undefined; path = folderOf(path)) {
          if (found.has(path)) return true
        }
        return false
      }
    },
    values: (context) => [...context.projectPaths()].filter((path) => path !== ''),
  },
  file: {
    matcher: ({ value }) => {
      const matches = fnmatch(value)
      return (member) => fileNames(member).some(matches)
    },
    values: ({ manifest }) => new Set([...graphMembers(manifest)].flatMap(fileNames)),
  },
  package: {
    matcher: ({ value }, { manifest }) => {
      const matches = fnmatch(value === 'this' ? manifest.projectName : value)
      return (member) => matches(member.packageName)
    },
    values: ({ manifest }) => new Set([...graphMembers(manifest)].map((member) => member.packageName)),
  },
  config: {
    matcher: ({ value, numberValue, methodArguments }) => {
      // Test severities are written in both cases.
      const ignoreCase = methodArguments.join('.') === 'severity'
      const matches = (config: unknown): boolean => {
        if (typeof config === 'boolean') return String(config) === value.toLowerCase()
        if (typeof config === 'number') return config === numberValue
        if (typeof config !== 'string') return false
        return config === value || (ignoreCase && config.toLowerCase() === value.toLowerCase())
      }
      return (member) => {
        if (!isNode(member) && member.resourceType !== 'source') return false
        const config = descend(member.config, methodArguments)
        return Array.isArray(config) ? config.some(matches) : matches(config)
      }
    },
    values: () => [],
  },
  test_name: {
    matcher: ({ value }) => {
      const matches = fnmatch(value)
      return (member) =>
        member.resourceType === 'unit_test'
          ? matches(member.name)
          : isTest(member) && member.test !== null && matches(member.test.metadata.name)
    },
    values: ({ manifest }) =>
      new Set(tests(manifest).flatMap(({ test }) => (test ? [test.metadata.name] : []))),
  },
  test_type: {
    matcher: ({ value }) => {
      // `schema` is the former name of generic tests.
      if (value === 'generic' || value === 'schema') return (member) => isTest(member) && member.test !== null
      if (value === 'singular') return (member) => isTest(member) && member.test === null
      if (value === 'data') return isTest
      if (value === 'unit') return (member) => member.resourceType === 'unit_test'
      throw new TdbtError('selection-not-valid', `'${value}' is no type of tests`, {
        hint: 'these are: generic, singular, data (both of them) and unit',
      })
    },
    values: () => [],
  },
  resource_type: {
    matcher: ({ value }) => {
      const type = parseResourceType(value)
      return (member) => member.resourceType === type
    },
    values: () => [],
  },
  exposure: byName('exposure', 'an'),
  access: {
    matcher:
      ({ value }) =>
      (member) =>
        isNode(member) && member.model?.access === value,
    values: () => ['private', 'protected', 'public'],
  },
  group: {
    matcher: ({ value }) => {
      const matches = fnmatch(value)
      return (member) =>
        (isNode(member) || member.resourceType === 'metric') &&
        typeof member.config.group === 'string' &&
        matches(member.config.group)
    },
    values: ({ manifest }) => new Set([...manifest.nodes.values()].flatMap(({ group }) => group ?? [])),
  },
  version: {
    matcher: ({ value }) => {
      const matches = versionMatchers.get(value)
      if (matches === undefined) {
        throw new TdbtError('selection-not-valid', `'${value}' is no kind of versions`, {
          hint: nearest(value, versionMatchers.keys()) ?? 'these are: latest, prerelease, old and none',
        })
      }
      return (member) => isNode(member) && member.model !== null && matches(member.model.version)
    },
    values: () => [],
  },
  state: notYet('state'),
  result: notYet('result'),
  source_status: notYet('source_status'),
  metric: byName('metric', 'a'),
  semantic_model: byName('semantic_model', 'a'),
  saved_query: byName('saved_query', 'a'),
  unit_test: byName('unit_test', 'a'),
}

/** Resources of one type by name, or by package and name. */
function byName(type: YamlResourceType | 'exposure', article: string): Method {
  const words = type.replace('_', ' ')
  return {
    matcher: ({ value }) => {
      const parts = value.split('.')
      if (parts.length > 2) {
        throw new TdbtError('selection-not-valid', `Invalid ${words} selector value '${value}'`, {
          hint: `${article} ${words} is selected as name or package.name`,
        })
      }
      const [inPackage, ofName] = parts.length === 2 ? parts.map(fnmatch) : [fnmatch('*'), fnmatch(value)]
      return (member) =>
        member.resourceType === type && inPackage!(member.packageName) && ofName!(member.name)
    },
    values: ({ manifest }) => [
      ...(type === 'exposure' ? names(manifest.exposures) : []),
      ...[...manifest.resources.values()].flatMap(({ resourceType, name }) =>
        resourceType === type ? [name] : [],
      ),
    ],
  }
}

/** A method of dbt's that a selectors.yml may name; selecting by it is an error. */
function notYet(method: SelectorMethod): Method {
  return {
    matcher: ({ value }) => {
      throw new TdbtError(
        'selection-method-unknown',
        `the selection method '${method}' of '${method}:${value}' is not supported yet`,
      )
    },
    values: () => [],
  }
}

const versionMatchers: ReadonlyMap<string, (version: ModelInfo['version']) => boolean> = new Map<
  string,
  (version: ModelInfo['version']) => boolean
>([
  ['latest', (version) => version !== null && sameVersion(version.v, version.latest)],
  ['prerelease', (version) => version !== null && isBefore(version.latest, version.v)],
  ['old', (version) => version !== null && isBefore(version.v, version.latest)],
  ['none', (version) => version === null],
])

/** Every file that a node of the root project comes from or is described in, and the folders above these. */
export function projectPaths(manifest: Manifest): ReadonlySet<string> {
  const paths = new Set<string>()
  for (const member of graphMembers(manifest)) {
    if (member.packageName !== manifest.projectName) continue
    for (const file of filesOf(member)) {
      for (
        let path: string | undefined = file;
        path !== undefined && !paths.has(path);
        path = folderOf(path)
      ) {
        paths.add(path)
      }
    }
  }
  return paths
}

function names(index: ReadonlyMap<string, { readonly name: string }>): string[] {
  return [...index.values()].map(({ name }) => name)
}

function tests(manifest: Manifest): ManifestNode[] {
  return [...manifest.nodes.values()].filter(isTest)
}

function isTest(member: GraphMember): member is ManifestNode {
  return member.resourceType === 'test'
}

/** The file that a member is in, and the one that describes it, whose folder says nothing about it. */
function filesOf(member: GraphMember): readonly [file: string, description?: string] {
  const file = normalPath(member.originalFilePath)
  // dbt writes `package://path`.
  if (isNode(member) && member.patchPath !== null) return [file, member.patchPath.replace(/^.*?:\/\//, '')]
  return [file]
}

/** With and without what follows its last dot. */
function fileNames(member: GraphMember): string[] {
  const name = member.originalFilePath.split(/[\\/]/).at(-1)!
  return [name, name.replace(/(?<=.)\.[^.]*$/, '')]
}

function descend(config: unknown, keys: readonly string[]): unknown {
  let value = config
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value
}

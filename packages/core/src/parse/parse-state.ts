import type { Dialect } from '@tdbt/adapter-api'
import type { Environment, Template } from '@tdbt/jinja'
import { type Vars, varsOf } from '../context/var-function.js'
import type { Invocation } from '../invocation/invocation.js'
import type { Warn } from '../invocation/warn.js'
import type { MacroRegistry } from '../manifest/macro-registry.js'
import type { Project } from '../project/project.js'
import type { RenderYaml } from '../project/render-yaml.js'
import { noFile } from '../project/shown-path.js'
import type { SourceFile } from '../project/source-file.js'
import type { RenderDescription } from './descriptions.js'
import type { ErrorCollector } from './parse-errors.js'

/** What all parts of a parse share. */
export interface ParseState {
  readonly invocation: Invocation
  readonly project: Project
  readonly dialect: Dialect
  readonly environment: Environment
  readonly registry: MacroRegistry
  readonly errors: ErrorCollector
  /** Tells of something once, however many nodes it is found at. */
  readonly warn: Warn
  readonly describe: RenderDescription
  /** The text of a file of the project by the path that messages show. */
  readonly texts: (file: string) => string | undefined
  /** An error of a template as the user's, with its place. */
  readonly wrap: (error: unknown) => unknown
  /** Renders the values of a properties file. */
  readonly renderYamlFor: (file: SourceFile) => RenderYaml
  /** Parses the text that a generic test is made of, or a hook; thousands of nodes have the same. */
  readonly textTemplate: (code: string) => Template
  readonly varsFor: (packageName: string) => Vars
  /** Seconds since the epoch. */
  readonly createdAt: number
}

/** The vars of each package, looked up once. */
export function varsByPackage(invocation: Invocation, project: Project): (packageName: string) => Vars {
  const known = new Map<string, Vars>()
  return (packageName) => {
    const found = known.get(packageName)
    if (found) return found
    const vars = varsOf(project, invocation.flags.vars, packageName)
    known.set(packageName, vars)
    return vars
  }
}

/** A parser of templates that keeps what it has parsed, by its text. */
export function templateCache(environment: Environment): ParseState['textTemplate'] {
  const known = new Map<string, Template>()
  return (code) => {
    const found = known.get(code)
    if (found) return found
    const template = environment.parse(code, noFile)
    known.set(code, template)
    return template
  }
}

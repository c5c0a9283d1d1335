import { TdbtError } from '@tdbt/adapter-api'
import {
  type CallArgs,
  type Callable,
  fromJs,
  HostObject,
  type MaybePromise,
  str,
  Undefined,
  type Value,
} from '@tdbt/jinja'
import type { Project } from '../project/project.js'
import { hasJinja } from '../project/render-yaml.js'
import { templateFunction } from '../template-function.js'
import { method } from './members.js'

/** A project's variables for one package, looked up in dbt's order. */
export interface Vars {
  get(name: string): { readonly value: unknown } | undefined
  readonly names: Iterable<string>
}

/** dbt's precedence: --vars, the root's for the package, the root's, the package's own for itself, the package's. */
export function varsOf(
  project: Project,
  cliVars: Readonly<Record<string, unknown>>,
  packageName: string,
): Vars {
  const own = project.packages.find((known) => known.name === packageName)?.config.vars ?? {}
  const rootVars = project.root.config.vars
  const scoped = (vars: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const inner = vars[packageName]
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? (inner as Record<string, unknown>)
      : {}
  }
  const layers = [cliVars, scoped(rootVars), rootVars, scoped(own), own]
  return {
    get(name) {
      const layer = layers.find((vars) => Object.hasOwn(vars, name))
      return layer === undefined ? undefined : { value: layer[name] }
    },
    names: layers.flatMap((layer) => Object.keys(layer)),
  }
}

/**
 * `var(name, default)` with `var.has_var`.
 * @param required whether a missing one is an error (while running) or none (while parsing), as in dbt.
 * @param render renders a text of dbt_project.yml, where vars are not rendered when it is read.
 */
export function varFunction(
  vars: Vars,
  required: boolean,
  where: string,
  render: (text: string) => MaybePromise<Value> = (text) => text,
): Value {
  const read = ([name, fallback]: readonly Value[]): MaybePromise<Value> => {
    const key = str(name as Value)
    const found = vars.get(key)
    if (found && typeof found.value === 'string' && hasJinja(found.value)) return render(found.value)
    if (found) return fromJs(found.value)
    if (fallback !== noDefault) return fallback as Value
    if (!required) return null
    throw new TdbtError('var-not-found', `required var '${key}' not found in config`, {
      hint: `set it under 'vars' in dbt_project.yml, pass --vars '${key}: value', or give a default (needed by ${where})`,
    })
  }
  return new VarValue(templateFunction('var', ['var', { name: 'default', default: noDefault }], read), vars)
}

/** To tell it from a default of none, which is one. */
const noDefault = new Undefined(undefined)

class VarValue extends HostObject {
  constructor(
    private readonly read: Callable,
    readonly vars: Vars,
  ) {
    super()
  }

  override call(args: CallArgs): MaybePromise<Value> {
    return this.read.call(args)
  }

  override attr(name: string): Value | undefined {
    return name === 'has_var' ? hasVar(this) : undefined
  }
}

const [, hasVar] = method<VarValue>(
  'has_var',
  ['var'],
  (self, [name]) => self.vars.get(str(name as Value)) !== undefined,
)

import {
  type CallArgs,
  type Callable,
  Dict,
  fromJs,
  HostObject,
  type MaybePromise,
  type Value,
} from '@tdbt/jinja'
import type { Package } from '../project/project.js'
import { DbtObject } from './dbt-object.js'
import { type AttributeTable, attribute } from './members.js'
import type { BaseScope } from './scope.js'

/** `ref` and `source`, whose `config` is the project: packages read it there, as `builtins.ref.config`. */
export class ResolverValue extends HostObject {
  constructor(
    private readonly resolve: Callable,
    private readonly scope: BaseScope,
  ) {
    super()
  }

  override call(args: CallArgs): MaybePromise<Value> {
    return this.resolve.call(args)
  }

  override attr(name: string): Value | undefined {
    return name === 'config' ? new ProjectValue(this.scope, this.scope.project.root) : undefined
  }
}

/** What templates can read of dbt's runtime config: of the project, and by `dependencies` of its packages. */
class ProjectValue extends HostObject {
  constructor(
    readonly scope: BaseScope,
    readonly owner: Package,
  ) {
    super()
  }

  override attr(name: string): Value | undefined {
    return attributes.get(name)?.(this)
  }

  override attributeNames(): Iterable<string> {
    return attributes.keys()
  }
}

const attributes: AttributeTable<ProjectValue> = new Map<string, (self: ProjectValue) => Value>([
  attribute('project_name', ({ owner }) => owner.name),
  attribute('version', ({ owner }) => owner.config.version),
  attribute('project_root', ({ owner }) => owner.root),
  [
    'vars',
    ({ owner: { config } }) => new DbtObject('VarProvider', config.vars, { vars: fromJs(config.vars) }),
  ],
  attribute('cli_vars', ({ scope }) => scope.invocation.flags.vars),
  attribute('profile_name', ({ scope }) => scope.project.target.profileName),
  attribute('target_name', ({ scope }) => scope.project.target.name),
  attribute('threads', ({ scope }) => scope.project.target.threads),
  attribute('args', ({ scope: { invocation } }) => {
    const { which, vars, select, exclude, selector = null } = invocation.flags
    return { which, vars, select, exclude, selector }
  }),
  [
    'dependencies',
    ({ scope }) =>
      Dict.of(scope.project.packages.map((owner) => [owner.name, new ProjectValue(scope, owner)])),
  ],
])

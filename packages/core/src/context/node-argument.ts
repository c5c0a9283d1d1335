import { type Dict, fromJs, HostObject, iterate, Tuple, type Value } from '@tdbt/jinja'
import { dbtNode } from '../manifest/dbt-shape.js'
import type { ManifestNode } from '../manifest/node.js'
import { templateFunction } from '../template-function.js'

/**
 * A node as an argument of dbt's naming macros: the mapping that dbt hands them, made only where a macro looks at it.
 * The built-in ones look at a name at most, and they are called three times for each node of a project.
 */
export class NodeArgument extends HostObject {
  override readonly isMapping = true
  /** Whether anything was read of the node: an answer that read nothing is the same for every node. */
  wasRead = false
  private whole: Value | undefined

  constructor(private readonly node: ManifestNode) {
    super()
  }

  override attr(name: string): Value | undefined {
    this.wasRead = true
    switch (name) {
      case 'name':
        return this.node.name
      case 'version':
        return fromJs(this.node.model?.version?.v ?? null)
      case 'get':
        return templateFunction(
          'get',
          ['key', { name: 'default', default: null }],
          ([key, fallback]) => this.item(key as Value) ?? fallback ?? null,
        )
      case 'keys':
        return templateFunction('keys', [], () => [...this.dict().keys()])
      case 'values':
        return templateFunction('values', [], () => [...this.dict().entries()].map(([, value]) => value))
      case 'items':
        return templateFunction('items', [], () =>
          [...this.dict().entries()].map((entry) => new Tuple(entry)),
        )
      default:
        return this.item(name)
    }
  }

  override item(key: Value): Value | undefined {
    return this.dict().get(key)
  }

  override contains(key: Value): boolean {
    return this.dict().has(key)
  }

  override iterate(): Iterable<Value> {
    return iterate(this.dict())
  }

  override length(): number {
    return this.dict().size
  }

  override toJs(): unknown {
    this.wasRead = true
    return dbtNode(this.node)
  }

  override repr(): string {
    return JSON.stringify(this.toJs())
  }

  private dict(): Dict {
    this.wasRead = true
    this.whole ??= fromJs(dbtNode(this.node))
    return this.whole as Dict
  }
}

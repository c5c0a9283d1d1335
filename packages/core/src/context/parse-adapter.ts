import type { Dialect } from '@tdbt/adapter-api'
import { HostObject, str, Tuple, type Value } from '@tdbt/jinja'
import type { Macro } from '../manifest/macro.js'
import { templateFunction } from '../template-function.js'
import { adapterBehavior } from './adapter-behavior.js'
import { emptyTable } from './agate-table.js'
import { dispatchFunction } from './dispatch.js'
import { relationClass } from './relation-class.js'
import type { BaseScope } from './scope.js'

/** What dbt's adapter methods give while parsing, where they would need a database. */
const listMethods = new Set([
  'get_columns_in_relation',
  'get_missing_columns',
  'list_relations',
  'list_relations_without_caching',
  'get_column_schema_from_query',
  'list_schemas',
])

/** `adapter` while parsing: dispatch and quoting work, whatever asks the database gives an empty answer. */
export class ParseAdapter extends HostObject {
  constructor(
    private readonly scope: BaseScope,
    private readonly dialect: Dialect,
    private readonly record: ((macro: Macro) => void) | null,
  ) {
    super()
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'dispatch':
        return dispatchFunction(this.scope, this.record)
      case 'type':
        return templateFunction('type', [], () => this.dialect.name)
      case 'quote':
        return templateFunction('quote', ['identifier'], ([identifier]) =>
          this.dialect.quoteIdentifier(str(identifier as Value)),
        )
      case 'behavior':
        return adapterBehavior
      case 'Relation':
        return relationClass(this.dialect, this.scope.project.root.config.quoting)
      case 'execute':
        return templateFunction('execute', ['*args', '**kwargs'], () => new Tuple(['', emptyTable]))
      case 'check_schema_exists':
        return templateFunction(name, ['*args', '**kwargs'], () => false)
      default:
        return templateFunction(name, ['*args', '**kwargs'], () => (listMethods.has(name) ? [] : null))
    }
  }
}

import { TdbtError } from '@tdbt/adapter-api'
import { type Callable, str, type Value } from '@tdbt/jinja'
import type { Macro } from '../manifest/macro.js'
import { dispatchMacro } from '../manifest/macro-registry.js'
import { templateFunction } from '../template-function.js'
import { isMissing } from './members.js'
import type { BaseScope } from './scope.js'

/** `adapter.dispatch(macro_name, macro_namespace)`. */
export function dispatchFunction(scope: BaseScope, record: ((macro: Macro) => void) | null): Value {
  const { registry, project, packageName } = scope
  const adapterType = project.target.type
  return templateFunction(
    'dispatch',
    ['macro_name', { name: 'macro_namespace', default: null }],
    ([nameValue, namespaceValue]): Callable => {
      const name = str(nameValue as Value)
      if (name.includes('.')) {
        throw new TdbtError(
          'dispatch-name',
          `adapter.dispatch takes a macro's name without its package: '${name}'`,
          {
            hint: `adapter.dispatch('${name.split('.').at(-1)}', '${name.split('.')[0]}')`,
          },
        )
      }
      const namespace = isMissing(namespaceValue) ? null : str(namespaceValue)
      const order = project.root.config.dispatch.find((entry) => entry.macroNamespace === namespace)
      const found = dispatchMacro(registry, {
        name,
        namespace,
        nodePackage: packageName,
        adapterType,
        searchOrder: order?.searchOrder ?? null,
      })
      if ('searched' in found) {
        throw new TdbtError(
          'macro-not-found',
          `in dispatch: no macro named '${name}' found${namespace === null ? '' : ` within namespace '${namespace}'`}`,
          {
            hint: `searched for ${found.searched.join(', ')}`,
          },
        )
      }
      record?.(found)
      return scope.context.callable(found)
    },
  )
}

import type { Mutator } from '../draft.js'

/** Flags that change the way through a build, right ones and wrong ones. */
const words: readonly (readonly string[])[] = [
  ['--full-refresh'],
  ['--fail-fast'],
  ['--store-failures'],
  ['--empty'],
  ['--warn-error'],
  ['--threads', '1'],
  ['--threads', '9'],
  ['--log-format', 'json'],
  ['--log-level', 'debug'],
  ['--quiet'],
  ['--no-write-json'],
  ['--vars', '{minimum: [], kinds: 1, labels: x, columns: {}, tables: {}}'],
  ['--vars', '{minimum: "{{ 1 }}", kinds: {__proto__: 1}}'],
  ['--vars', '{a: &a [*a]}'],
  ['--vars', '[1'],
  ['--select', '+nosuch+', 'tag:*', '@dim_items'],
  ['--select', 'path:models/[', 'config.meta.a.b:1', 'state:new'],
  ['--exclude', 'resource_type:test', '1+dim_items+x'],
  ['--select', 'fqn:*', 'source:raw.*+', 'test_type:singular', 'package:this', 'result:error'],
  ['--indirect-selection', 'cautious'],
  ['--target', 'nosuch'],
  ['--target', 'other'],
  ['--profile', '__proto__'],
  ['--target-path', 'models'],
  ['--log-path', 'dbt_project.yml'],
]

export const mutateFlags: Mutator = (random, draft) => {
  const added = random.pick(words)
  draft.flags.push(...added)
  return `called with ${added.join(' ')}`
}

import type { ErrorOrigin } from '@tdbt/adapter-api'
import type { IndirectSelection } from '../invocation/flags.js'
import { type Criterion, parseCriterion } from './criterion.js'

/** A selection as it was asked for. Every level has its own way to select tests, as dbt's selectors.yml allows. */
export type SelectionTree = SelectionLeaf | SelectionSet

export interface SelectionLeaf {
  readonly kind: 'criterion'
  readonly criterion: Criterion
  readonly indirectSelection: IndirectSelection
  /** Where it stands in selectors.yml. */
  readonly origin?: ErrorOrigin
}

export interface SelectionSet {
  /** A difference takes all its other parts away from the first. */
  readonly kind: 'union' | 'intersection' | 'difference'
  readonly parts: readonly SelectionTree[]
  readonly indirectSelection: IndirectSelection
  /** The user's words; if there are any, it is worth a warning when they select nothing. */
  readonly raw?: string
}

/** What is selected where nothing is asked for. */
const everything = ['fqn:*', 'source:*', 'exposure:*', 'metric:*', 'semantic_model:*']

/**
 * Reads `--select` and `--exclude`: blanks and repeated flags unite, commas intersect.
 * @throws TdbtError (`Runtime`) for what is no selection.
 */
export function parseSelection(
  select: readonly string[],
  exclude: readonly string[],
  indirectSelection: IndirectSelection,
): SelectionTree {
  const parts = [
    select.length > 0
      ? parseUnion(select, indirectSelection, true)
      : parseUnion(everything, indirectSelection, false),
    parseUnion(exclude, indirectSelection, true),
  ]
  // Tests are not looked for once more in what remains, whatever the mode: dbt's rule.
  return { kind: 'difference', parts, indirectSelection: 'eager' }
}

function parseUnion(
  texts: readonly string[],
  indirectSelection: IndirectSelection,
  expected: boolean,
): SelectionSet {
  return {
    kind: 'union',
    indirectSelection,
    parts: texts.flatMap(words).map((word) => ({
      kind: 'intersection',
      indirectSelection,
      parts: word
        .split(',')
        .map((text) => ({ kind: 'criterion', criterion: parseCriterion(text), indirectSelection })),
      ...(expected ? { raw: word } : {}),
    })),
  }
}

/** A text with no word in it is kept as one that matches nothing: an empty variable in a script must not mean all. */
function words(text: string): string[] {
  const found = text.split(' ').filter((word) => word !== '')
  return found.length > 0 ? found : ['']
}

import { type Mutator, pickFile, setContent, shown, splice, textOf } from '../draft.js'
import type { Random } from '../random.js'
import { randomExpression } from './expressions.js'
import { lines, words } from './lists.js'
import { towers, traps } from './traps.js'

const token = /\{[{%#]-?|-?[}%#]\}|"[^"\n]*"|'[^'\n]*'|\w+|[^\w\s]/g

const vocabulary = [
  ...words(`
    {{ }} {% %} {# #} {%- -%} ' " ( ) [ ] { } | , . : = ; -- /* */ $$ % $1 :a :: * 0
    if else elif endif for endfor in set endset macro endmacro call endcall filter endfilter raw endraw do block extends
    include import from with break snapshot endsnapshot test endtest materialization endmaterialization docs enddocs
    default select where join null not and is none loop this model ref source config adapter batch id`),
  ...lines(`
    group by
    union all`),
]

interface Found {
  readonly index: number
  readonly text: string
}

function tokensOf(text: string): readonly Found[] {
  return [...text.matchAll(token)].map(({ index, 0: found }) => ({ index, text: found }))
}

type Change = (
  random: Random,
  text: string,
  tokens: readonly Found[],
) => readonly [text: string, what: string]

const changes: readonly Change[] = [
  (random, text, tokens) => {
    const gone = random.pick(tokens)
    return [splice(text, gone.index, gone.text.length, ''), `lacks ${shown(gone.text)} at ${gone.index}`]
  },
  (random, text, tokens) => {
    const one = random.pick(tokens)
    return [splice(text, one.index, 0, `${one.text} `), `has ${shown(one.text)} twice at ${one.index}`]
  },
  (random, text, tokens) => {
    const [one, other] = [random.pick(tokens), random.pick(tokens)].sort((a, b) => a.index - b.index)
    if (!one || !other || one.index === other.index) return [`${text}{{`, 'ends with {{']
    const swapped = splice(
      splice(text, other.index, other.text.length, one.text),
      one.index,
      one.text.length,
      other.text,
    )
    return [swapped, `has ${shown(one.text)} and ${shown(other.text)} swapped`]
  },
  (random, text, tokens) => {
    const old = random.pick(tokens)
    const replacement = random.chance(0.5) ? random.pick(vocabulary) : random.pick(tokens).text
    return [
      splice(text, old.index, old.text.length, replacement),
      `has ${shown(replacement)} for ${shown(old.text)} at ${old.index}`,
    ]
  },
  (random, text, tokens) => insertAt(random, text, tokens, random.pick(vocabulary)),
  (random, text, tokens) => insertAt(random, text, tokens, random.pick(traps)),
  (random, text, tokens) =>
    insertAt(random, text, tokens, random.pick(towers)(random.pick([10, 150, 2000, 20_000]))),
  (random, text, tokens) => insertAt(random, text, tokens, expressionOf(random)),
  (random, text, tokens) => insertAt(random, text, tokens, expressionOf(random)),
  (random, text) => {
    const expression = expressionOf(random)
    return [`${expression}\n${text}`, `begins with ${shown(expression)}`]
  },
  (random, text, tokens) => {
    const words = tokens.filter(({ text: word }) => /^(\w+|'.*'|".*")$/.test(word))
    if (words.length === 0) return [`${text}%}`, 'ends with %}']
    const old = random.pick(words)
    const expression = randomExpression(random)
    return [
      splice(text, old.index, old.text.length, expression),
      `has ${shown(expression)} for ${shown(old.text)} at ${old.index}`,
    ]
  },
  (random) => {
    const trap = random.pick(traps)
    return [trap, `is ${shown(trap)}`]
  },
]

/** Half of them are met by running alone, since a parse that fails leaves nothing to run. */
function expressionOf(random: Random): string {
  const expression = randomExpression(random)
  const statement = random.chance(0.7)
    ? `{{ ${expression} }}`
    : random.pick([
        `{% do ${expression} %}`,
        `{% set x = ${expression} %}{{ x }}`,
        `{% for x in ${expression} %}{{ x }}{% endfor %}`,
        `{% if ${expression} %}{% endif %}`,
      ])
  return random.chance(0.5) ? `{% if execute %}${statement}{% endif %}` : statement
}

function insertAt(
  random: Random,
  text: string,
  tokens: readonly Found[],
  piece: string,
): readonly [string, string] {
  const { index } = random.pick(tokens)
  return [splice(text, index, 0, `${piece} `), `has ${shown(piece)} at ${index}`]
}

/** Changes a template: tokens that are gone, doubled, swapped or new, traps, and expressions of wrong types. */
export const mutateTemplate: Mutator = (random, draft) => {
  const path = pickFile(random, draft, /\.(sql|md)$/)
  if (path === undefined) return null
  const text = textOf(draft, path)
  const tokens = tokensOf(text)
  if (tokens.length === 0) return null
  const [changed, what] = random.pick(changes)(random, text, tokens)
  setContent(draft, path, changed)
  return `${path} ${what}`
}

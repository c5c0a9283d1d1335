import { type Document, isPair, isScalar, type Node, type Pair, parseDocument, Scalar, visit } from 'yaml'
import { type Draft, type Mutator, pickFile, setContent, shown, splice, textOf } from '../draft.js'
import type { Random } from '../random.js'
import { randomExpression } from './expressions.js'
import { oddLines, oddNames, oddValues } from './odd-yaml.js'

const yamlFile = /(?<!profiles)\.ya?ml$/

type DocumentChange = (random: Random, document: Document) => string | null

const structuralChanges: readonly DocumentChange[] = [
  (random, document) => replaceValue(random, document, random.pick(oddValues)),
  (random, document) => replaceValue(random, document, random.pick(oddValues)),
  (random, document) => replaceValue(random, document, random.pick(oddNames)),
  (random, document) => replaceValue(random, document, `{{ ${randomExpression(random)} }}`),
  (random, document) => {
    const pair = pickPair(random, document)
    if (!pair) return null
    const name = random.pick(oddNames)
    const old = String(pair.key)
    pair.key = new Scalar(name)
    return `has the key ${shown(name)} for ${shown(old)}`
  },
  (random, document) => {
    const target = pickIndex(random, document)
    let at = 0
    let what: string | null = null
    visit(document, {
      Pair: (_, pair) => {
        if (at++ !== target) return undefined
        what = `lacks ${shown(String(pair.key))}`
        return visit.REMOVE
      },
    })
    return what
  },
  (random, document) => {
    const pair = pickPair(random, document)
    if (!pair) return null
    pair.value = random.chance(0.5)
      ? document.createNode([pair.value])
      : document.createNode({ [random.pick(oddNames)]: pair.value })
    return `has ${shown(String(pair.key))} one level deeper`
  },
  (random, document) => {
    const [one, other] = [pickPair(random, document), pickPair(random, document)]
    if (!one || !other || one === other) return null
    ;[one.value, other.value] = [other.value, one.value]
    return `has the values of ${shown(String(one.key))} and ${shown(String(other.key))} swapped`
  },
  (random, document) => {
    const pair = pickPair(random, document)
    if (!pair || !isScalar(pair.value)) return null
    const { value } = pair.value
    pair.value = new Scalar(
      typeof value === 'string' ? value.slice(0, random.below(value.length + 1)) : `${String(value)}x`,
    )
    return `has ${shown(String(pair.key))} cut or prolonged`
  },
]

function pairsOf(document: Document): readonly Pair<unknown, unknown>[] {
  const pairs: Pair<unknown, unknown>[] = []
  visit(document, { Pair: (_, pair) => void pairs.push(pair) })
  return pairs
}

function pickPair(random: Random, document: Document): Pair<unknown, unknown> | undefined {
  const pairs = pairsOf(document)
  return pairs.length === 0 ? undefined : random.pick(pairs)
}

function pickIndex(random: Random, document: Document): number {
  return random.below(Math.max(pairsOf(document).length, 1))
}

function replaceValue(random: Random, document: Document, value: unknown): string | null {
  const nodes: { readonly key: unknown; readonly node: Node; readonly parent: unknown }[] = []
  visit(document, {
    Node: (key, node, path) => {
      const parent = path.at(-1)
      if (key !== 'key' && parent !== undefined) nodes.push({ key, node, parent })
    },
  })
  if (nodes.length === 0) return null
  const { key, node, parent } = random.pick(nodes)
  const replacement = document.createNode(value)
  if (isPair(parent)) parent.value = replacement
  else (parent as { items?: unknown[] }).items?.splice(Number(key), 1, replacement)
  const where = isPair(parent) ? shown(String(parent.key)) : `item ${String(key)}`
  return `has ${shown(JSON.stringify(value) ?? String(value))} at ${where} for ${shown(String(node))}`
}

type LineChange = (
  random: Random,
  lines: readonly string[],
  at: number,
) => readonly [lines: readonly string[], what: string]

const lineChanges: readonly LineChange[] = [
  (_, lines, at) => [lines.toSpliced(at, 1), `lacks line ${at + 1}`],
  (_, lines, at) => [lines.toSpliced(at, 0, lines[at]!), `has line ${at + 1} twice`],
  (random, lines, at) => {
    const by = random.pick([' ', '  ', '    ', '\t'])
    return [lines.toSpliced(at, 1, by + lines[at]!), `has line ${at + 1} indented by ${shown(by)}`]
  },
  (_, lines, at) => [lines.toSpliced(at, 1, lines[at]!.trimStart()), `has line ${at + 1} not indented`],
  (_, lines, at) => [
    lines.toSpliced(
      at,
      1,
      lines[at]!.replace(/^ +/, (spaces) => '\t'.repeat(spaces.length / 2)),
    ),
    `has line ${at + 1} indented by tabs`,
  ],
  (random, lines, at) => {
    const indent = lines[at]!.match(/^ */)?.[0] ?? ''
    const line = random.pick(oddLines)
    return [
      lines.toSpliced(at, 0, ...line.split('\n').map((each) => indent + each)),
      `has ${shown(line)} before line ${at + 1}`,
    ]
  },
  (random, lines, at) => {
    const line = random.pick(oddLines)
    return [lines.toSpliced(at, 0, line), `has ${shown(line)} before line ${at + 1}, not indented`]
  },
  (random, lines, at) => {
    const to = random.below(lines.length)
    return [lines.toSpliced(at, 1).toSpliced(to, 0, lines[at]!), `has line ${at + 1} at ${to + 1}`]
  },
]

/** Changes a YAML file by its structure, or where that can't be (it is broken already) by its lines. */
export const mutateYaml: Mutator = (random, draft) => mutateYamlFile(random, draft, yamlFile)

export function mutateYamlFile(random: Random, draft: Draft, pattern: RegExp): string | null {
  const path = pickFile(random, draft, pattern)
  if (path === undefined) return null
  const text = textOf(draft, path)
  if (random.chance(0.7)) {
    const document = parseDocument(text)
    const what = document.errors.length > 0 ? null : random.pick(structuralChanges)(random, document)
    const written = what === null ? null : textOfDocument(document)
    if (written !== null) {
      setContent(draft, path, written)
      return `${path} ${what}`
    }
  }
  if (random.chance(0.15)) {
    const at = random.below(text.length + 1)
    const mark = random.pick([...'{}[]:,&*#?|-<>=!%@"\'`'])
    setContent(draft, path, splice(text, at, 0, mark))
    return `${path} has ${mark} at ${at}`
  }
  const lines = text.split('\n')
  const [changed, what] = random.pick(lineChanges)(random, lines, random.below(lines.length))
  setContent(draft, path, changed.join('\n'))
  return `${path} ${what}`
}

/** Null where the change took an anchor away that an alias needs. */
function textOfDocument(document: Document): string | null {
  try {
    return String(document)
  } catch {
    return null
  }
}

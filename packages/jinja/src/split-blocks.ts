import { syntaxError } from './parse/lexer.js'
import { type Origin, SourceText } from './parse/source-text.js'
import { WHITESPACE } from './python-text.js'

export type BlockKind = 'macro' | 'test' | 'data_test' | 'materialization' | 'snapshot' | 'docs'

/** A block at the top of a file, or, without a name, the text between two of them. */
export interface Block {
  readonly kind: BlockKind | 'text'
  /** The name after the tag; undefined for text, and where the tag has none. */
  readonly name: string | undefined
  /** What stands between the tags. */
  readonly contents: string
  /** The block with its tags, without whitespace that a minus strips around it. */
  readonly source: string
  /** Where `source` begins in the file; parse it with this origin. */
  readonly origin: Origin
  /** Where `contents` begins in the file. */
  readonly contentsOrigin: Origin
}

const S = `[${WHITESPACE}]*`
/** Whatever may hide a tag or be one: comments, expressions, tags. */
const OPENING = /\{[{%#]/g
const TAG = new RegExp(`\\{%[-+]?${S}([A-Za-z_]\\w*)(?:[${WHITESPACE}]+([A-Za-z_]\\w*))?`, 'y')
const RAW = new RegExp(`\\{%[-+]?${S}raw${S}-?%\\}[\\s\\S]*?\\{%[-+]?${S}endraw${S}[-+]?%\\}`, 'y')
const STRING = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy
const CONTROL: Record<string, string> = { endif: 'if', endfor: 'for' }

interface Tag {
  readonly type: string
  readonly name: string | undefined
  readonly start: number
  readonly end: number
}

/** Finds the tags of a text as dbt does: without parsing what stands in them, but for strings. */
class TagFinder {
  constructor(readonly source: SourceText) {}

  *tags(): Generator<Tag> {
    const { text } = this.source
    let at = 0
    for (;;) {
      OPENING.lastIndex = at
      const open = OPENING.exec(text)?.index
      if (open === undefined) return
      const kind = text[open + 1]
      if (kind === '#') {
        const end = text.indexOf('#}', open + 2)
        if (end < 0) throw syntaxError('Missing end of comment tag', this.source, open, open + 2)
        at = end + 2
        continue
      }
      if (kind === '{') {
        at = this.#close(open, '}}', 'end of print statement')
        continue
      }
      RAW.lastIndex = open
      const raw = RAW.exec(text)
      if (raw) {
        at = RAW.lastIndex
        continue
      }
      TAG.lastIndex = open
      const tag = TAG.exec(text)
      at = this.#close(tag ? TAG.lastIndex : open, '%}', 'end of statement block')
      if (tag) yield { type: tag[1]!, name: tag[2], start: open, end: at }
    }
  }

  /** The end of the first `mark` that isn't inside a string. */
  #close(from: number, mark: string, description: string): number {
    const { text } = this.source
    for (let i = from; i < text.length; i++) {
      const char = text[i]
      if (char === "'" || char === '"') {
        STRING.lastIndex = i
        if (!STRING.exec(text)) {
          throw syntaxError(`unexpected char '${char}' at ${i}`, this.source, i, i + 1)
        }
        i = STRING.lastIndex - 1
      } else if (text.startsWith(mark, i)) return i + mark.length
    }
    throw syntaxError(`unexpected end of template, expected '${description}'.`, this.source, from, from + 2)
  }
}

/**
 * Splits a file into its blocks of the given kinds and the text between them, which is dbt's first step.
 * Throws a JinjaError of kind 'syntax' for a block that isn't closed, that stands in another one or in
 * an `if` or `for`.
 */
export function splitBlocks(
  source: string,
  file: string,
  kinds: Iterable<BlockKind>,
  origin?: Origin,
): Block[] {
  const wanted = new Set<string>(kinds)
  const text = new SourceText(source, file, origin)
  const blocks: Block[] = []
  const controls: Tag[] = []
  let current: Tag | undefined
  let last = 0
  const originOf = (offset: number): Origin => ({
    ...text.place(offset),
    offset: text.origin.offset + offset,
  })
  const addText = (end: number) => {
    if (end <= last) return
    const contents = text.text.slice(last, end)
    const from = originOf(last)
    blocks.push({
      kind: 'text',
      name: undefined,
      contents,
      source: contents,
      origin: from,
      contentsOrigin: from,
    })
  }
  for (const tag of new TagFinder(text).tags()) {
    const { type, start, end } = tag
    const closes = CONTROL[type]
    if (type === 'if' || type === 'for') controls.push(tag)
    else if (closes) {
      const opened = controls.pop()
      if (opened?.type !== closes) {
        const expected = opened ? `end${opened.type}` : 'no closing tag here'
        throw syntaxError(
          `Got an unexpected control flow end tag, got ${type} but expected ${expected}`,
          text,
          start,
          end,
        )
      }
    }
    if (wanted.has(type)) {
      if (controls.length > 0) {
        throw syntaxError(
          `Got a block definition inside control flow: ${type} must be at the top of the file`,
          text,
          start,
          end,
        )
      }
      if (current) {
        throw syntaxError(
          `Got nested tags: the ${current.type} '${current.name ?? ''}' isn't closed before this ${type}`,
          text,
          start,
          end,
        )
      }
      addText(start)
      current = tag
    } else if (current && type === `end${current.type}`) {
      blocks.push({
        kind: current.type as BlockKind,
        name: current.name,
        contents: text.text.slice(current.end, start),
        source: text.text.slice(current.start, end),
        origin: originOf(current.start),
        contentsOrigin: originOf(current.end),
      })
      last = end
      current = undefined
    }
  }
  if (current) {
    throw syntaxError(
      `Reached the end of the file without finding a close tag for ${current.type}`,
      text,
      current.start,
      current.end,
    )
  }
  addText(text.text.length)
  return blocks
}

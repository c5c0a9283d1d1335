import { type Block, type BlockKind, splitBlocks } from '@tdbt/jinja'
import type { Warn } from '../invocation/warn.js'
import type { SourceFile } from '../project/source-file.js'
import { placeAt } from '../project/text-place.js'

/**
 * The blocks of a file, without the text between them, which dbt does not read.
 * @param warn tells of a tag in that text, where it is no plain text.
 */
export function namedBlocks(file: SourceFile, kinds: readonly BlockKind[], warn?: Warn): readonly Block[] {
  const blocks = splitBlocks(file.text, file.shownPath, kinds)
  if (warn) for (const block of blocks) if (block.kind === 'text') warnOfTags(file, block, warn)
  return blocks.filter((block) => block.kind !== 'text')
}

function warnOfTags(file: SourceFile, { source, origin }: Block, warn: Warn): void {
  for (const match of source.matchAll(/\{#[\s\S]*?(?:#\}|$)|\{%[-+]?\s*(\w+)/g)) {
    if (match[1] === undefined) continue
    const start = origin.offset + match.index
    warn(
      'UnexpectedJinjaBlockDeprecation',
      `'${match[1]}' stands outside of all blocks, where nothing is read`,
      () => ({
        place: placeAt(file.shownPath, file.text, start, start + match[0].length),
        source: file.text,
      }),
    )
  }
}

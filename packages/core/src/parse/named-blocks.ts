import { type Block, type BlockKind, splitBlocks } from '@tdbt/jinja'
import type { SourceFile } from '../project/source-file.js'

/** The blocks of a file, without the text between them, which dbt does not read. */
export function namedBlocks(file: SourceFile, kinds: readonly BlockKind[]): readonly Block[] {
  return splitBlocks(file.text, file.shownPath, kinds).filter((block) => block.kind !== 'text')
}

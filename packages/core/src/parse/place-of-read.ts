import type { Place } from '@tdbt/adapter-api'
import type { GraphMember } from '../manifest/manifest.js'
import type { EntryPath, ManifestNode } from '../manifest/node.js'
import { placeOfName, type TextRange } from '../project/text-place.js'
import { yamlRange } from '../project/yaml.js'

export type Reader =
  | Pick<ManifestNode, 'shownPath' | 'origin' | 'rawCode' | 'test'>
  | Pick<Exclude<GraphMember, ManifestNode>, 'shownPath' | 'entry'>

/** Where in its file a node or an exposure names what it reads; only the file where that can't be told. */
export function placeOfRead(
  reader: Reader,
  name: string,
  texts: (file: string) => string | undefined,
): Place {
  const file = reader.shownPath
  const text = texts(file)
  return text === undefined ? { file } : placeOfName(file, text, name, ownRange(reader, text))
}

/** There can be more than one of them in a file. */
function ownRange(reader: Reader, text: string): TextRange {
  const ofEntry = (entry: EntryPath): TextRange => yamlRange(text, entry) ?? { start: 0, end: text.length }
  if (!('origin' in reader)) return ofEntry(reader.entry)
  if (reader.test !== null) return ofEntry(reader.test.entry)
  return codeRange(reader)
}

/** Where in its file the text of a node stands. */
export function codeRange({ origin, rawCode }: Pick<ManifestNode, 'origin' | 'rawCode'>): TextRange {
  return { start: origin.offset, end: origin.offset + rawCode.length }
}

import { TdbtError } from '@tdbt/adapter-api'
import { SaxesParser, type SaxesTagPlain } from 'saxes'

export interface XmlHandlers {
  /** `name` comes without its prefix: some programs write `x:row` where others write `row`. */
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

/**
 * Sends a part of a workbook through the handlers, chunk by chunk; what it yields after each chunk is the number of
 * chunks so far, so that a caller can pass on what it has gathered. Throws a TdbtError where it is no XML.
 */
export async function* parseXml(
  bytes: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
  label: string,
): AsyncGenerator<void, void, undefined> {
  const parser = new SaxesParser({ xmlns: false, position: false })
  parser.on('opentag', (tag: SaxesTagPlain) => handlers.open(localName(tag.name), tag.attributes))
  parser.on('closetag', (tag: SaxesTagPlain) => handlers.close(localName(tag.name)))
  parser.on('text', handlers.text)
  parser.on('cdata', handlers.text)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const guarded = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      if (error instanceof TdbtError) throw error
      throw new TdbtError(
        'archive-damaged',
        `${label} is broken XML: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      )
    }
  }
  for await (const chunk of bytes) {
    guarded(() => parser.write(decoder.decode(chunk, { stream: true })))
    yield
  }
  guarded(() => {
    decoder.decode()
    parser.close()
  })
}

/** For small parts, whose handlers keep what they need. */
export async function parseWholeXml(
  bytes: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
  label: string,
): Promise<void> {
  for await (const _chunk of parseXml(bytes, handlers, label));
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}

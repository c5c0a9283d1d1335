/** The values of a row of CSV. */
export interface CsvRecord {
  /** None where the line is empty. */
  readonly values: readonly string[]
  /** The line that it begins in, counted from 1. */
  readonly line: number
}

/**
 * Reads CSV as Python's csv module does: quotes hold a value together that begins with one, are part of any other, and
 * stand doubled within. What follows a closing quote belongs to the value.
 * @param text with lines that end in line feeds.
 * @param notClosed makes what is thrown for a quote without an end: Python would take the rest of the file as a value.
 */
export function readRecords(
  text: string,
  delimiter: string,
  notClosed: (line: number) => Error,
): readonly CsvRecord[] {
  const records: CsvRecord[] = []
  const nextDelimiter = finder(text, delimiter)
  const nextLineEnd = finder(text, '\n')
  let at = 0
  let line = 1
  while (at < text.length) {
    const values: string[] = []
    let lineEnds = 1
    let hasMore = text[at] !== '\n'
    while (hasMore) {
      let value = ''
      if (text[at] === '"') {
        const quoted = readQuoted(text, at)
        if (quoted === null) throw notClosed(line)
        value = quoted.value
        at = quoted.end
        lineEnds += value.split('\n').length - 1
      }
      const end = Math.min(nextDelimiter(at), nextLineEnd(at))
      values.push(value + text.slice(at, end))
      hasMore = text.startsWith(delimiter, end)
      at = hasMore ? end + delimiter.length : end
    }
    // A list that was added to has room for more, which a seed may have millions of times.
    records.push({ values: values.slice(), line })
    at += 1
    line += lineEnds
  }
  return records
}

function readQuoted(text: string, open: number): { readonly value: string; readonly end: number } | null {
  let value = ''
  let at = open + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return null
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return { value, end: quote + 1 }
    value += '"'
    at = quote + 2
  }
}

/** Where a text comes next, at the end of all where it does not; asked for places that only grow. */
function finder(text: string, wanted: string): (from: number) => number {
  let found = -1
  return (from) => {
    if (found < from) found = text.indexOf(wanted, from)
    if (found === -1) found = text.length
    return found
  }
}

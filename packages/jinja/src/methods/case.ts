function first(text: string): string {
  return text === '' ? '' : String.fromCodePoint(text.codePointAt(0)!)
}

/** Python's title case of one character: 'ß' becomes 'Ss'. */
function titleChar(char: string): string {
  const upper = char.toUpperCase()
  const head = first(upper)
  return head + upper.slice(head.length).toLowerCase()
}

export function capitalize(text: string): string {
  const head = first(text)
  return titleChar(head) + text.slice(head.length).toLowerCase()
}

const CASED = /\p{Lu}|\p{Ll}|\p{Lt}/u

/** Python's `str.title`: a word begins after everything that has no case. */
export function titleCase(text: string): string {
  let result = ''
  let isInside = false
  for (const char of text) {
    result += isInside ? char.toLowerCase() : titleChar(char)
    isInside = CASED.test(char)
  }
  return result
}

export function swapCase(text: string): string {
  let result = ''
  for (const char of text) {
    const upper = char.toUpperCase()
    result += upper === char ? char.toLowerCase() : upper
  }
  return result
}

import { TdbtError } from '@tdbt/adapter-api'

/**
 * Python's fnmatch, which dbt's selectors are matched with: `*` runs over dots and slashes, a leading dot is nothing
 * special, `[!a]` negates, and there are no braces or escapes. The glob libraries of npm differ in each of these.
 */
export function fnmatch(pattern: string): (text: string) => boolean {
  if (pattern === '*') return () => true
  if (!hasWildcard(pattern)) return (text) => text === pattern
  if (pattern.length > longestPattern)
    throw new TdbtError('selection-not-valid', `the pattern '${pattern.slice(0, 40)}...' is too long`)
  const regex = new RegExp(`^${translate(pattern)}$`, 'su')
  return (text) => regex.test(text)
}

/** JavaScript refuses regular expressions of some ten thousands of characters. */
const longestPattern = 5000

/** dbt takes a lone `]` for one as well. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[\]]/.test(pattern)
}

function translate(pattern: string): string {
  const characters = [...pattern]
  let regex = ''
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index]!
    if (character === '*') regex += '.*'
    else if (character === '?') regex += '.'
    else if (character === '[') {
      // A bracket right behind the opening one is a member of the set.
      const first = characters[index + 1] === '!' ? index + 2 : index + 1
      const end = characters.indexOf(']', first + 1)
      if (end < 0) regex += '\\['
      else {
        regex += translateSet(characters.slice(first, end), first === index + 2)
        index = end
      }
    } else regex += character.replace(/[\^$\\.*+?()[\]{}|/]/, '\\$&')
  }
  return regex
}

function translateSet(members: readonly string[], negated: boolean): string {
  const quoted = (member: string): string => member.replace(/[\\\]^[-]/, '\\$&')
  let set = ''
  for (let index = 0; index < members.length; index += 1) {
    const from = members[index]!
    const to = members[index + 2]
    if (members[index + 1] !== '-' || to === undefined) set += quoted(from)
    else {
      // A range that runs backwards is empty.
      if (from.codePointAt(0)! <= to.codePointAt(0)!) set += `${quoted(from)}-${quoted(to)}`
      index += 2
    }
  }
  return `[${negated ? '^' : ''}${set}]`
}

import { TdbtError } from '@tdbt/adapter-api'
import { Dict, HostObject, iterate, repr, str, Tuple, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'

const wholeMatch = { name: 'group', default: 0 }

/** Python's match object. */
export class Match extends HostObject {
  constructor(
    /** Made with the indices of its groups. */
    readonly match: RegExpExecArray,
    private readonly pattern: HostObject,
    private readonly names: ReadonlyMap<string, number>,
    private readonly from: number,
  ) {
    super()
  }

  override typeName(): string {
    return 're.Match'
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'group':
        return templateFunction('group', ['*groups'], ([groups]) => {
          const keys = groups === undefined ? [] : [...iterate(groups)]
          if (keys.length <= 1) return this.group(keys[0] ?? 0)
          return new Tuple(keys.map((key) => this.group(key)))
        })
      case 'groups':
        return templateFunction(
          'groups',
          [{ name: 'default', default: null }],
          ([fallback]) => new Tuple(this.match.slice(1).map((group) => group ?? fallback ?? null)),
        )
      case 'groupdict':
        return templateFunction('groupdict', [{ name: 'default', default: null }], ([fallback]) =>
          Dict.of([...this.names].map(([key, index]) => [key, this.match[index] ?? fallback ?? null])),
        )
      case 'start':
        return templateFunction('start', [wholeMatch], ([group]) => this.span(group as Value)[0])
      case 'end':
        return templateFunction('end', [wholeMatch], ([group]) => this.span(group as Value)[1])
      case 'span':
        return templateFunction('span', [wholeMatch], ([group]) => new Tuple([...this.span(group as Value)]))
      case 'expand':
        return templateFunction('expand', ['template'], ([template]) => this.expand(str(template as Value)))
      case 'string':
        return this.match.input
      case 're':
        return this.pattern
      case 'pos':
        return this.from
      case 'endpos':
        return this.match.input.length
      case 'lastindex':
        return this.last() || null
      case 'lastgroup':
        return [...this.names].find(([, index]) => index === this.last())?.[0] ?? null
      default:
        return undefined
    }
  }

  override item(key: Value): Value | undefined {
    return this.group(key)
  }

  override repr(): string {
    const [start, end] = this.span(0)
    return `<re.Match object; span=(${start}, ${end}), match=${repr(this.match[0])}>`
  }

  override truthy(): boolean {
    return true
  }

  /** The number of the group that was closed last. */
  private last(): number {
    const ends = (this.match.indices ?? []).map((span) => span?.[1] ?? -1)
    const [, ...groups] = ends
    const latest = Math.max(-1, ...groups)
    return latest < 0 ? 0 : groups.indexOf(latest) + 1
  }

  private index(key: Value): number {
    const index = typeof key === 'string' ? this.names.get(key) : Number(key)
    if (index === undefined || !(index >= 0 && index < this.match.length)) {
      throw new TdbtError('bad-argument', 'no such group')
    }
    return index
  }

  private span(key: Value): readonly [number, number] {
    return this.match.indices?.[this.index(key)] ?? [-1, -1]
  }

  private group(key: Value): Value {
    return this.match[this.index(key)] ?? null
  }

  /** What `findall` lists: the whole match, its one group, or a tuple of its groups. */
  found(): Value {
    const groups = this.match.slice(1).map((group) => group ?? '')
    if (groups.length === 0) return this.match[0]
    return groups.length === 1 ? (groups[0] as Value) : new Tuple(groups)
  }

  /** A replacement with its references to groups filled in. */
  expand(template: string): string {
    return template.replace(
      /\\(?:g<(\w+)>|(\d{1,2})|([nrtfva\\]))/g,
      (_all, named: string | undefined, index: string | undefined, escaped: string | undefined) => {
        if (escaped !== undefined) {
          return { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', a: '\x07' }[escaped] ?? escaped
        }
        const key = named ?? index ?? '0'
        return str(this.group(/^\d+$/.test(key) ? Number(key) : key) ?? '')
      },
    )
  }
}

import { TdbtError } from '@tdbt/adapter-api'
import { Float, HostObject, str, Tuple, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'
import { localWall, type Moment, microsOfSecond, TimeZone, utcOf } from './python-moment.js'
import { isoCalendar, isoOffset, strftime } from './python-strftime.js'
import { floorDivide, microsOfDay, TimeDelta } from './python-timedelta.js'

/** Python's years are 1 to 9999. */
const first = BigInt(Date.parse('0001-01-01T00:00:00Z')) * 1000n
const last = BigInt(Date.parse('9999-12-31T23:59:59.999Z')) * 1000n + 999n
const dayOne = floorDivide(first, microsOfDay) - 1n

export type DateKind = 'datetime' | 'date' | 'time'

const partNames = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const
const partsOfKind = { date: [0, 3], datetime: [0, 7], time: [3, 7] } as const
/** What `isoformat(timespec=...)` keeps of the clock. */
const timeSpecs: Readonly<Record<string, number>> = { hours: 2, minutes: 5, seconds: 8, milliseconds: 12 }

/** Python's datetime, date or time. */
export class PythonDateTime extends HostObject implements Moment {
  constructor(
    readonly wall: bigint,
    readonly kind: DateKind,
    readonly zone: TimeZone | null = null,
  ) {
    super()
    if (wall < first || wall > last) throw new TdbtError('bad-argument', 'date value out of range')
  }

  /** A moment of UTC, in microseconds, in a zone. */
  static at(micros: bigint, zone: TimeZone): PythonDateTime {
    const there = zone.at(Number(micros / 1000n))
    return new PythonDateTime(micros + BigInt(there.period.offset) * microsOfSecond, 'datetime', there)
  }

  /** A date or time of its parts. Throws for February 30th. */
  static of(kind: DateKind, parts: readonly number[], zone: TimeZone | null = null): PythonDateTime {
    const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, micro = 0] = parts
    const made = new Date(0)
    made.setUTCFullYear(year, month - 1, day)
    made.setUTCHours(hour, minute, second)
    const found = [
      ...[made.getUTCFullYear(), made.getUTCMonth() + 1, made.getUTCDate()],
      ...[made.getUTCHours(), made.getUTCMinutes(), made.getUTCSeconds()],
    ]
    // JavaScript counts on where a part is too large: February 30th is March 2nd.
    const isThere = [year, month, day, hour, minute, second].every((part, index) => part === found[index])
    if (!isThere || micro < 0 || micro > 999_999) {
      throw new TdbtError('bad-argument', `there is no such ${kind}`)
    }
    return new PythonDateTime(BigInt(made.getTime()) * 1000n + BigInt(micro), kind, zone)
  }

  override typeName(): string {
    return `datetime.${this.kind}`
  }

  /** Year to microsecond. */
  private parts(): readonly number[] {
    const date = this.date()
    return [
      ...[date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()],
      ...[date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()],
      Number(this.wall - floorDivide(this.wall, microsOfSecond) * microsOfSecond),
    ]
  }

  private date(): Date {
    return new Date(Number(floorDivide(this.wall, 1000n)))
  }

  private midnight(): bigint {
    return floorDivide(this.wall, microsOfDay) * microsOfDay
  }

  /** `utcoffset`, `dst` or `tzname` of its zone. */
  ofZone(name: string): Value {
    if (this.zone === null) return null
    const { offset, dst, name: abbreviation } = this.zone.period
    if (name === 'tzname') return abbreviation
    return new TimeDelta(BigInt(name === 'dst' ? dst : offset) * microsOfSecond)
  }

  override attr(name: string): Value | undefined {
    const [from, to] = partsOfKind[this.kind]
    const index = partNames.indexOf(name as (typeof partNames)[number])
    if (index >= from && index < to) return this.parts()[index]
    if (this.kind !== 'date' && name === 'fold') return 0
    if (this.kind !== 'date' && name === 'tzinfo') return this.zone
    return this.method(name)
  }

  private method(name: string): Value | undefined {
    const date = this.date()
    switch (name) {
      case 'isoformat':
        return this.isoFormat()
      case 'strftime':
        return templateFunction(name, ['format'], ([format]) => strftime(this, str(format as Value)))
      case 'replace':
        return this.replacing()
    }
    if (this.kind !== 'time') {
      switch (name) {
        case 'weekday':
          return templateFunction(name, [], () => (date.getUTCDay() + 6) % 7)
        case 'isoweekday':
          return templateFunction(name, [], () => date.getUTCDay() || 7)
        case 'isocalendar':
          return templateFunction(name, [], () => new Tuple([...isoCalendar(date)]))
        case 'toordinal':
          return templateFunction(name, [], () => Number(floorDivide(this.wall, microsOfDay) - dayOne))
        case 'ctime':
          return templateFunction(name, [], () => strftime(this, '%a %b %e %H:%M:%S %Y'))
      }
    }
    return this.kind === 'datetime' ? this.dateTimeMethod(name) : undefined
  }

  private dateTimeMethod(name: string): Value | undefined {
    switch (name) {
      case 'date':
        return templateFunction(name, [], () => new PythonDateTime(this.midnight(), 'date'))
      case 'time':
        return templateFunction(name, [], () => new PythonDateTime(this.wall - this.midnight(), 'time'))
      case 'timetz':
        return templateFunction(
          name,
          [],
          () => new PythonDateTime(this.wall - this.midnight(), 'time', this.zone),
        )
      case 'timestamp':
        return templateFunction(name, [], () => new Float(Number(utcOf(this)) / 1e6))
      case 'utcoffset':
      case 'dst':
      case 'tzname':
        return templateFunction(name, [], () => this.ofZone(name))
      case 'astimezone':
        return templateFunction(name, [{ name: 'tz', default: null }], ([zone]) => {
          if (zone instanceof TimeZone) return PythonDateTime.at(utcOf(this), zone)
          throw new TdbtError('bad-argument', 'astimezone takes a zone: modules.pytz.timezone(...)')
        })
      default:
        return undefined
    }
  }

  private isoFormat(): Value {
    const parameters = [
      { name: 'sep', default: 'T' },
      { name: 'timespec', default: 'auto' },
    ]
    return templateFunction('isoformat', this.kind === 'datetime' ? parameters : [], (args) => {
      const [separator, spec] = args.map(str)
      if (this.kind !== 'datetime') return this.str()
      const text = strftime(this, '%H:%M:%S.%f')
      const kept = timeSpecs[spec ?? '']
      const clock = spec === 'auto' ? this.clock() : text.slice(0, kept)
      return `${this.day()}${separator}${clock}${isoOffset(this)}`
    })
  }

  private replacing(): Value {
    const [from, to] = partsOfKind[this.kind]
    const names = partNames.slice(from, to)
    const more = this.kind === 'date' ? [] : ['tzinfo', 'fold']
    const parameters = [...names, ...more].map((name) => ({ name, default: 'unchanged' }))
    return templateFunction('replace', parameters, (args) => {
      const parts = this.parts().map((part, index) => {
        const given = index >= from && index < to ? args[index - from] : undefined
        return given === undefined || given === 'unchanged' ? part : Number(given)
      })
      const zone = args[names.length]
      if (zone instanceof TimeZone) return PythonDateTime.of(this.kind, parts, zone)
      return PythonDateTime.of(this.kind, parts, zone === null ? null : this.zone)
    })
  }

  private day(): string {
    return this.date().toISOString().slice(0, 10)
  }

  private clock(): string {
    const micro = this.parts()[6] ?? 0
    return `${this.date().toISOString().slice(11, 19)}${micro === 0 ? '' : `.${String(micro).padStart(6, '0')}`}`
  }

  override str(): string {
    if (this.kind === 'date') return this.day()
    const clock = `${this.clock()}${isoOffset(this)}`
    return this.kind === 'time' ? clock : `${this.day()} ${clock}`
  }

  override repr(): string {
    const [from, to] = partsOfKind[this.kind]
    const parts = this.parts().slice(from, to)
    const needed = this.kind === 'date' ? 3 : parts.length - 2
    while (parts.length > needed && parts.at(-1) === 0) parts.pop()
    const zone = this.zone === null ? '' : `, tzinfo=${this.zone.repr()}`
    return `datetime.${this.kind}(${parts.join(', ')}${zone})`
  }

  override format(spec: string): string {
    return spec === '' ? this.str() : strftime(this, spec)
  }

  override hashKey(): string {
    return `${this.kind} ${this.zone === null ? this.wall : `utc ${utcOf(this)}`}`
  }

  override equals(other: Value): boolean {
    return other instanceof PythonDateTime && other.hashKey() === this.hashKey()
  }

  override compare(other: Value): number | undefined {
    const distance = this.distance(other, 'compare')
    return distance === undefined ? undefined : distance < 0n ? -1 : distance > 0n ? 1 : 0
  }

  /** Microseconds from another one of the same kind. */
  private distance(other: Value, action: string): bigint | undefined {
    if (!(other instanceof PythonDateTime) || other.kind !== this.kind) return undefined
    if ((this.zone === null) !== (other.zone === null)) {
      throw new TdbtError('bad-argument', `can't ${action} offset-naive and offset-aware datetimes`)
    }
    if (this.zone === null || other.zone === null) return this.wall - other.wall
    return utcOf(this) - utcOf(other)
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (this.kind === 'time') return undefined
    if (other instanceof TimeDelta && (operator === '+' || (operator === '-' && !reflected))) {
      const moved = this.wall + (operator === '+' ? other.micros : -other.micros)
      const wall = this.kind === 'date' ? floorDivide(moved, microsOfDay) * microsOfDay : moved
      return new PythonDateTime(wall, this.kind, this.zone)
    }
    if (operator !== '-' || reflected) return undefined
    const distance = this.distance(other, 'subtract')
    return distance === undefined ? undefined : new TimeDelta(distance)
  }
}

/** What `now`, `today` and `fromtimestamp` give: the time in a zone, or as this machine's clock shows it. */
export function momentIn(micros: bigint, zone: Value | undefined): PythonDateTime {
  if (zone instanceof TimeZone) return PythonDateTime.at(micros, zone)
  return new PythonDateTime(localWall(micros), 'datetime')
}

/** A date of its number, where January 1st of the year 1 is 1. */
export function fromOrdinal(ordinal: Value, kind: DateKind): PythonDateTime {
  return new PythonDateTime((BigInt(Number(ordinal)) + dayOne) * microsOfDay, kind)
}

export const extremes = {
  min: (kind: DateKind) => new PythonDateTime(first, kind),
  max: (kind: DateKind) => new PythonDateTime(kind === 'date' ? last - microsOfDay + 1n : last, kind),
}

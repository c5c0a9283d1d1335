import { TdbtError } from '@tdbt/adapter-api'
import {
  type CallArgs,
  Dict,
  Float,
  HostObject,
  type MaybePromise,
  str,
  typeName,
  type Value,
} from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'

const day = 86_400_000
/** Python's years are 1 to 9999. */
const firstTime = Date.parse('0001-01-01T00:00:00Z')
const lastTime = Date.parse('9999-12-31T23:59:59.999Z')
/** Of strptime: a regular expression is made of it. */
const longestFormat = 1000
/** Python's bound of a timedelta. */
const mostDays = 999_999_999

/** Python's datetime or date: milliseconds of UTC, with or without a time and a zone. */
export class PythonDateTime extends HostObject {
  constructor(
    /** Milliseconds since the epoch. */
    readonly time: number,
    readonly kind: 'datetime' | 'date',
    /** Whether it knows that it is UTC: prints `+00:00`. */
    readonly aware = false,
  ) {
    super()
    // NaN fails too: it is what comes of a time that JavaScript can't hold.
    if (!(time >= firstTime && time <= lastTime))
      throw new TdbtError('bad-argument', 'date value out of range')
  }

  override typeName(): string {
    return this.kind
  }

  override attr(name: string): Value | undefined {
    const date = new Date(this.time)
    switch (name) {
      case 'year':
        return date.getUTCFullYear()
      case 'month':
        return date.getUTCMonth() + 1
      case 'day':
        return date.getUTCDate()
      case 'hour':
        return date.getUTCHours()
      case 'minute':
        return date.getUTCMinutes()
      case 'second':
        return date.getUTCSeconds()
      case 'microsecond':
        return date.getUTCMilliseconds() * 1000
      case 'isoformat':
        return templateFunction('isoformat', [], () => this.str().replace(' ', 'T'))
      case 'strftime':
        return templateFunction('strftime', ['format'], ([format]) => strftime(date, str(format as Value)))
      case 'date':
        return templateFunction(
          'date',
          [],
          () => new PythonDateTime(Math.floor(this.time / day) * day, 'date'),
        )
      case 'weekday':
        return templateFunction('weekday', [], () => (date.getUTCDay() + 6) % 7)
      default:
        return undefined
    }
  }

  override str(): string {
    const iso = new Date(this.time).toISOString()
    if (this.kind === 'date') return iso.slice(0, 10)
    const fraction = this.time % 1000 === 0 ? '' : `${iso.slice(19, 23)}000`
    return `${iso.slice(0, 19).replace('T', ' ')}${fraction}${this.aware ? '+00:00' : ''}`
  }

  override hashKey(): string {
    return `${this.kind} ${this.time}`
  }

  override equals(other: Value): boolean {
    return other instanceof PythonDateTime && other.kind === this.kind && other.time === this.time
  }

  override compare(other: Value): number | undefined {
    return other instanceof PythonDateTime ? this.time - other.time : undefined
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof TimeDelta && (operator === '+' || (operator === '-' && !reflected))) {
      const moved = this.time + (operator === '+' ? other.milliseconds : -other.milliseconds)
      return new PythonDateTime(
        this.kind === 'date' ? Math.floor(moved / day) * day : moved,
        this.kind,
        this.aware,
      )
    }
    if (other instanceof PythonDateTime && operator === '-') {
      return new TimeDelta(reflected ? other.time - this.time : this.time - other.time)
    }
    return undefined
  }
}

class TimeDelta extends HostObject {
  constructor(readonly milliseconds: number) {
    super()
    if (!(Math.abs(milliseconds) <= mostDays * day)) {
      throw new TdbtError('bad-argument', `a timedelta has at most ${mostDays} days`)
    }
  }

  override attr(name: string): Value | undefined {
    if (name === 'days') return Math.floor(this.milliseconds / day)
    if (name === 'seconds') return Math.floor((((this.milliseconds % day) + day) % day) / 1000)
    if (name === 'total_seconds') return templateFunction(name, [], () => new Float(this.milliseconds / 1000))
    return undefined
  }

  override compare(other: Value): number | undefined {
    return other instanceof TimeDelta ? this.milliseconds - other.milliseconds : undefined
  }

  override str(): string {
    const days = Math.floor(this.milliseconds / day)
    const clock = new Date(this.milliseconds - days * day).toISOString().slice(11, 19).replace(/^0/, '')
    return days === 0 ? clock : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${clock}`
  }
}

/** `modules.datetime`: the classes of Python's datetime module that templates use. */
export function datetimeModule(now: () => Date): Value {
  return Dict.of([
    ['datetime', new DateTimeClass('datetime', now)],
    ['date', new DateTimeClass('date', now)],
    ['timedelta', templateFunction('timedelta', deltaParameters, timedelta)],
  ])
}

const deltaUnits = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'] as const
const unitMilliseconds = [day, 1000, 0.001, 1, 60_000, 3_600_000, 7 * day]
const deltaParameters = deltaUnits.map((name) => ({ name, default: 0 }))

function timedelta(args: readonly Value[]): Value {
  return new TimeDelta(
    args.reduce<number>((sum, arg, index) => sum + number(arg) * (unitMilliseconds[index] ?? 0), 0),
  )
}

function number(value: Value): number {
  if (value instanceof Float) return value.value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return Number(value)
  throw new TdbtError('bad-argument', `parts of dates and times are numbers, not ${typeName(value)}`)
}

const dateParameters = ['year', 'month', 'day']
const clockParameters = ['hour', 'minute', 'second', 'microsecond'].map((name) => ({ name, default: 0 }))

class DateTimeClass extends HostObject {
  constructor(
    private readonly kind: 'datetime' | 'date',
    private readonly now: () => Date,
  ) {
    super()
  }

  override call(args: CallArgs): MaybePromise<Value> {
    const parameters = this.kind === 'date' ? dateParameters : [...dateParameters, ...clockParameters]
    return templateFunction(this.kind, parameters, (parts) => this.at(parts.map(number))).call(args)
  }

  private at([year = 0, month = 0, date = 0, ...clock]: readonly number[]): PythonDateTime {
    const [hour = 0, minute = 0, second = 0, microsecond = 0] = clock
    const made = new Date(0)
    made.setUTCFullYear(year, month - 1, date)
    made.setUTCHours(hour, minute, second, microsecond / 1000)
    // JavaScript counts on where a part is too large: February 30th is March 2nd.
    const found = [
      made.getUTCMonth() + 1,
      made.getUTCDate(),
      made.getUTCHours(),
      made.getUTCMinutes(),
      made.getUTCSeconds(),
    ]
    if (![month, date, hour, minute, second].every((part, index) => part === found[index])) {
      throw new TdbtError('bad-argument', `there is no such ${this.kind}`)
    }
    return new PythonDateTime(made.getTime(), this.kind)
  }

  override attr(name: string): Value | undefined {
    const current = (): PythonDateTime => new PythonDateTime(this.now().getTime(), 'datetime')
    switch (name) {
      case 'now':
      case 'utcnow':
        return templateFunction(name, [{ name: 'tz', default: null }], current)
      case 'today':
        return templateFunction(name, [], () =>
          this.kind === 'date'
            ? new PythonDateTime(Math.floor(this.now().getTime() / day) * day, 'date')
            : current(),
        )
      case 'strptime':
        return templateFunction(name, ['date_string', 'format'], ([text, format]) =>
          strptime(str(text as Value), str(format as Value)),
        )
      case 'fromisoformat':
        return templateFunction(name, ['date_string'], ([text]) => this.fromIso(str(text as Value)))
      default:
        return undefined
    }
  }

  private fromIso(text: string): Value {
    const time = Date.parse(
      /[T ]/.test(text) ? `${text.replace(' ', 'T')}${/(Z|[-+]\d{2}:\d{2})$/.test(text) ? '' : 'Z'}` : text,
    )
    if (Number.isNaN(time)) throw new TdbtError('bad-argument', `invalid isoformat string: '${text}'`)
    return new PythonDateTime(time, this.kind)
  }
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]

function strftime(date: Date, format: string): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const dayOfYear = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / day) + 1
  const parts: ReadonlyMap<string, string> = new Map([
    ['Y', String(date.getUTCFullYear())],
    ['y', two(date.getUTCFullYear() % 100)],
    ['m', two(date.getUTCMonth() + 1)],
    ['d', two(date.getUTCDate())],
    ['H', two(date.getUTCHours())],
    ['I', two(date.getUTCHours() % 12 || 12)],
    ['M', two(date.getUTCMinutes())],
    ['S', two(date.getUTCSeconds())],
    ['f', `${String(date.getUTCMilliseconds()).padStart(3, '0')}000`],
    ['p', date.getUTCHours() < 12 ? 'AM' : 'PM'],
    ['j', String(dayOfYear).padStart(3, '0')],
    ['A', weekdays[date.getUTCDay()] ?? ''],
    ['a', (weekdays[date.getUTCDay()] ?? '').slice(0, 3)],
    ['B', months[date.getUTCMonth()] ?? ''],
    ['b', (months[date.getUTCMonth()] ?? '').slice(0, 3)],
    ['w', String(date.getUTCDay())],
    ['z', ''],
    ['Z', ''],
    ['%', '%'],
  ])
  return format.replace(/%([A-Za-z%])/g, (whole, letter: string) => parts.get(letter) ?? whole)
}

/** Reads the numeric directives; the others are told. */
function strptime(text: string, format: string): PythonDateTime {
  if (format.length > longestFormat) throw new TdbtError('bad-argument', 'the format of a time is too long')
  const fields: string[] = []
  const widths: Record<string, string> = { Y: '\\d{4}', f: '\\d{1,6}' }
  const pattern = format
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/%([A-Za-z%])/g, (_whole, letter: string) => {
      if (letter === '%') return '%'
      if (!'YmdHMSfy'.includes(letter)) {
        throw new TdbtError('bad-argument', `strptime: '%${letter}' is not supported`, {
          hint: 'use %Y %m %d %H %M %S %f',
        })
      }
      fields.push(letter)
      return `(${widths[letter] ?? '\\d{1,2}'})`
    })
  const match = new RegExp(`^${pattern}$`).exec(text)
  if (!match) throw new TdbtError('bad-argument', `time data '${text}' does not match format '${format}'`)
  const value = (letter: string, fallback: number): number => {
    const index = fields.indexOf(letter)
    return index < 0 ? fallback : Number(match[index + 1])
  }
  const year = fields.includes('y') ? 2000 + value('y', 0) : value('Y', 1900)
  const fraction = fields.includes('f') ? Number(`0.${match[fields.indexOf('f') + 1]}`) * 1000 : 0
  const time = Date.UTC(
    year,
    value('m', 1) - 1,
    value('d', 1),
    value('H', 0),
    value('M', 0),
    value('S', 0),
    fraction,
  )
  return new PythonDateTime(time, 'datetime')
}

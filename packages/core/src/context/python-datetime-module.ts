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
import { type Parameter, templateFunction } from '../template-function.js'
import { type DateKind, extremes, fromOrdinal, momentIn, PythonDateTime } from './python-date.js'
import { TimeZone } from './python-moment.js'
import { secondsOf, strptime } from './python-strftime.js'
import { floorDivide, microsOfDay, roundHalfEven, TimeDelta } from './python-timedelta.js'
import { fixedZone } from './python-zones.js'

/** `modules.datetime`: the classes of Python's datetime module that dbt shows. */
export function datetimeModule(now: () => Date): Value {
  return Dict.of([
    ['date', new DateTimeClass('date', now)],
    ['datetime', new DateTimeClass('datetime', now)],
    ['time', new DateTimeClass('time', now)],
    ['timedelta', new TimeDeltaClass()],
    ['tzinfo', templateFunction('tzinfo', [], () => null)],
  ])
}

function number(value: Value): number {
  if (value instanceof Float) return value.value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return Number(value)
  throw new TdbtError('bad-argument', `parts of dates and times are numbers, not ${typeName(value)}`)
}

const deltaUnits = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'] as const
const unitMicros = [86_400e6, 1e6, 1, 1000, 60e6, 3600e6, 7 * 86_400e6]

class TimeDeltaClass extends HostObject {
  override call(args: CallArgs): MaybePromise<Value> {
    const parameters = deltaUnits.map((name) => ({ name, default: 0 }))
    return templateFunction('timedelta', parameters, (parts) => {
      let whole = 0n
      let broken = 0
      for (const [index, part] of parts.entries()) {
        const unit = unitMicros[index] ?? 0
        const count = number(part)
        if (!Number.isFinite(count))
          throw new TdbtError('bad-argument', 'a part of a timedelta is not finite')
        if (Number.isInteger(count)) whole += BigInt(count) * BigInt(unit)
        else broken += count * unit
      }
      return new TimeDelta(whole + roundHalfEven(broken))
    }).call(args)
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'max':
        return new TimeDelta(1_000_000_000n * microsOfDay - 1n)
      case 'min':
        return new TimeDelta(-999_999_999n * microsOfDay)
      case 'resolution':
        return new TimeDelta(1n)
      default:
        return undefined
    }
  }

  override repr(): string {
    return "<class 'datetime.timedelta'>"
  }
}

const dateParameters = ['year', 'month', 'day']
const clockParameters = ['hour', 'minute', 'second', 'microsecond'].map((name) => ({ name, default: 0 }))
const zoneParameter = { name: 'tzinfo', default: null }
const noZone: Parameter = { name: 'tz', default: null }

const parametersOf: Readonly<Record<DateKind, readonly Parameter[]>> = {
  date: dateParameters,
  datetime: [...dateParameters, ...clockParameters, zoneParameter],
  time: [...clockParameters, zoneParameter],
}

class DateTimeClass extends HostObject {
  constructor(
    private readonly kind: DateKind,
    private readonly now: () => Date,
  ) {
    super()
  }

  override repr(): string {
    return `<class 'datetime.${this.kind}'>`
  }

  override call(args: CallArgs): MaybePromise<Value> {
    return templateFunction(this.kind, parametersOf[this.kind], (given) => {
      const zone = this.kind === 'date' ? null : given.at(-1)
      const parts = (this.kind === 'date' ? given : given.slice(0, -1)).map(number)
      const all = this.kind === 'time' ? [1970, 1, 1, ...parts] : parts
      return PythonDateTime.of(this.kind, all, zone instanceof TimeZone ? zone : null)
    }).call(args)
  }

  override attr(name: string): Value | undefined {
    if (name === 'fromisoformat') {
      return templateFunction(name, ['date_string'], ([text]) => this.fromIso(str(text as Value)))
    }
    if (this.kind === 'time') return undefined
    switch (name) {
      case 'min':
      case 'max':
        return extremes[name](this.kind)
      case 'today':
        return templateFunction(name, [], () => this.ofKind(this.current(null)))
      case 'fromtimestamp':
        return templateFunction(name, ['timestamp', noZone], ([time, zone]) =>
          this.ofKind(momentIn(roundHalfEven(number(time as Value) * 1e6), zone)),
        )
      case 'fromordinal':
        return templateFunction(name, ['ordinal'], ([ordinal]) => fromOrdinal(ordinal as Value, this.kind))
    }
    return this.kind === 'datetime' ? this.dateTimeFunction(name) : undefined
  }

  private dateTimeFunction(name: string): Value | undefined {
    switch (name) {
      case 'now':
        return templateFunction(name, [noZone], ([zone]) => this.current(zone))
      case 'utcnow':
        return templateFunction(
          name,
          [],
          () => new PythonDateTime(BigInt(this.now().getTime()) * 1000n, 'datetime'),
        )
      case 'utcfromtimestamp':
        return templateFunction(
          name,
          ['timestamp'],
          ([time]) => new PythonDateTime(roundHalfEven(number(time as Value) * 1e6), 'datetime'),
        )
      case 'combine':
        return templateFunction(name, ['date', 'time'], ([date, time]) => {
          if (!(date instanceof PythonDateTime && time instanceof PythonDateTime)) {
            throw new TdbtError('bad-argument', 'combine takes a date and a time')
          }
          return new PythonDateTime(date.wall + time.wall, 'datetime', time.zone)
        })
      case 'strptime':
        return templateFunction(name, ['date_string', 'format'], ([text, format]) => {
          const { wall, offset } = strptime(str(text as Value), str(format as Value))
          return new PythonDateTime(wall, 'datetime', offset === undefined ? null : fixedZone(offset))
        })
      default:
        return undefined
    }
  }

  private current(zone: Value | undefined): PythonDateTime {
    return momentIn(BigInt(this.now().getTime()) * 1000n, zone)
  }

  private ofKind(time: PythonDateTime): PythonDateTime {
    if (this.kind === 'datetime') return time
    return new PythonDateTime(floorDivide(time.wall, microsOfDay) * microsOfDay, 'date')
  }

  private fromIso(text: string): Value {
    const date = '(\\d{4})-?(\\d\\d)-?(\\d\\d)'
    const clock = '(\\d\\d)(?::?(\\d\\d)(?::?(\\d\\d)(?:[.,](\\d{1,9}))?)?)?'
    const zone = '(Z|[+-]\\d\\d:?\\d\\d(?::?\\d\\d)?)?'
    const form = { date, time: `T?${clock}${zone}`, datetime: `${date}(?:.${clock}${zone})?` }[this.kind]
    const match = new RegExp(`^${form}$`).exec(text)
    if (!match) throw new TdbtError('bad-argument', `Invalid isoformat string: '${text}'`)
    const found = this.kind === 'time' ? ['1970', '01', '01', ...match.slice(1)] : match.slice(1)
    const [year, month, day, hour, minute, second, fraction = '', offset] = found
    const micro = Number(fraction.slice(0, 6).padEnd(6, '0'))
    const parts = [...[year, month, day, hour ?? 0, minute ?? 0, second ?? 0].map(Number), micro]
    return PythonDateTime.of(this.kind, parts, offset === undefined ? null : fixedZone(secondsOf(offset)))
  }
}

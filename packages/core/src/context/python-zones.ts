import { TdbtError } from '@tdbt/adapter-api'
import { Dict, str, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'
import { PythonDateTime } from './python-date.js'
import { type Moment, microsOfSecond, type Period, TimeZone, utcOf } from './python-moment.js'
import { TimeDelta } from './python-timedelta.js'

const season = 91 * 86_400_000

/** A zone of pytz. */
class Zone extends TimeZone {
  constructor(
    /** The zone's name; undefined for an offset alone. */
    readonly zone: string | undefined,
    readonly period: Period,
    private readonly periodAt: (time: number) => Period,
  ) {
    super()
  }

  override at(time: number): Zone {
    return new Zone(this.zone, this.periodAt(time), this.periodAt)
  }

  override typeName(): string {
    return 'tzinfo'
  }

  override str(): string {
    return this.zone ?? this.repr()
  }

  override repr(): string {
    const { offset, dst, name } = this.period
    if (this.zone === 'UTC') return '<UTC>'
    if (this.zone === undefined) return `pytz.FixedOffset(${offset / 60})`
    if (isStatic(this.zone)) return `<StaticTzInfo '${this.zone}'>`
    const shown = new TimeDelta(BigInt(offset) * microsOfSecond).str()
    return `<DstTzInfo '${this.zone}' ${name}${offset >= 0 ? '+' : ''}${shown} ${dst === 0 ? 'STD' : 'DST'}>`
  }

  override hashKey(): string {
    return `zone ${this.zone} ${this.period.offset}`
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'zone':
        return this.zone ?? null
      case 'localize':
        return templateFunction(name, ['dt', { name: 'is_dst', default: false }], ([time, isDst]) => {
          const naive = asDateTime(time)
          if (naive.zone === null) return this.localize(naive, isDst as Value)
          throw new TdbtError('bad-argument', 'not naive: the datetime has a zone already')
        })
      case 'normalize':
        return templateFunction(name, ['dt'], ([time]) => PythonDateTime.at(utcOf(aware(time)), this))
      case 'fromutc':
        return templateFunction(name, ['dt'], ([time]) => PythonDateTime.at(asDateTime(time).wall, this))
      case 'utcoffset':
      case 'dst':
      case 'tzname':
        return templateFunction(name, ['dt', { name: 'is_dst', default: null }], ([time]) => {
          if (!(time instanceof PythonDateTime)) return null
          return this.localize(time, false).ofZone(name)
        })
      default:
        return undefined
    }
  }

  /** pytz's rule for what a wall clock shows twice or never: `is_dst` says which of the two is meant. */
  private localize(time: PythonDateTime, isDst: Value): PythonDateTime {
    const at = (offset: number) => this.periodAt(Number(time.wall / 1000n) - offset * 1000)
    const day = 86_400
    const guess = at(0).offset
    const around = [at(guess + day), at(guess - day)].map((period) => period.offset)
    const offsets = [...new Set(around)].filter((offset) => at(offset).offset === offset)
    const chosen = this.chosen(offsets, around, at, isDst, time)
    const period = offsets.length === 0 ? { ...this.periodOf(chosen, at), offset: chosen } : at(chosen)
    return new PythonDateTime(time.wall, 'datetime', new Zone(this.zone, period, this.periodAt))
  }

  private chosen(
    offsets: readonly number[],
    around: readonly number[],
    at: (offset: number) => Period,
    isDst: Value,
    time: PythonDateTime,
  ): number {
    const [only] = offsets
    if (offsets.length === 1) return only as number
    if (isDst === null) {
      throw new TdbtError(
        'bad-argument',
        `${time.str()} ${offsets.length === 0 ? 'does not exist' : 'is ambiguous'} in ${this.str()}`,
      )
    }
    if (offsets.length === 0) return around[isDst === true ? 1 : 0] as number
    return offsets.find((offset) => (at(offset).dst !== 0) === (isDst === true)) ?? (only as number)
  }

  /** The period with an offset near a wall clock that shows nothing with it. */
  private periodOf(offset: number, at: (offset: number) => Period): Period {
    const day = 86_400
    return [at(offset + day), at(offset - day)].find((period) => period.offset === offset) ?? at(offset)
  }
}

function asDateTime(value: Value | undefined): PythonDateTime {
  if (value instanceof PythonDateTime && value.kind === 'datetime') return value
  throw new TdbtError('bad-argument', 'a time zone works with datetimes')
}

function aware(value: Value | undefined): Moment {
  const time = asDateTime(value)
  if (time.zone === null) throw new TdbtError('bad-argument', 'naive time: the datetime has no zone')
  return time
}

const isStatic = (zone: string) => /^(?:Etc\/|GMT|UCT|UTC|EST$|MST$|HST$|Zulu|Universal)/.test(zone)

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string, locale: string, name: 'short' | 'long'): Intl.DateTimeFormat {
  const key = `${zone} ${locale} ${name}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale, {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric', era: 'short', timeZoneName: name },
    })
    formats.set(key, format)
  }
  return format
}

function partsOf(format: Intl.DateTimeFormat, time: number): ReadonlyMap<string, string> {
  return new Map(format.formatToParts(time).map(({ type, value }) => [type, value]))
}

function offsetAt(zone: string, time: number): number {
  const parts = partsOf(formatOf(zone, 'en-US', 'short'), time)
  const part = (name: string) => Number(parts.get(name))
  const year = parts.get('era')?.startsWith('B') ? 1 - part('year') : part('year')
  const wall = new Date(0)
  wall.setUTCFullYear(year, part('month') - 1, part('day'))
  wall.setUTCHours(part('hour'), part('minute'), part('second'))
  return Math.round((wall.getTime() - Math.floor(time / 1000) * 1000) / 1000)
}

/** Locales that know abbreviations of their part of the world, where en-US says GMT+1. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA'] as const
/** Those that no locale in English knows. */
const abbreviations: Readonly<Record<string, string>> = {
  'Asia/Tokyo': 'JST',
  'Asia/Seoul': 'KST',
  'Asia/Shanghai': 'CST',
  'Asia/Taipei': 'CST',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Manila': 'PST',
  'Asia/Karachi': 'PKT',
  'Asia/Jakarta': 'WIB',
  'Africa/Nairobi': 'EAT',
  'Africa/Lagos': 'WAT',
  'Europe/Moscow': 'MSK',
}

function nameAt(zone: string, time: number, offset: number): string {
  for (const locale of locales) {
    const name = partsOf(formatOf(zone, locale, 'short'), time).get('timeZoneName') ?? ''
    if (/^[A-Z]{2,5}$/.test(name)) return name
  }
  const hours = Math.abs(offset) / 3600
  const minutes = Math.round((hours % 1) * 60)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return abbreviations[zone] ?? `${offset < 0 ? '-' : '+'}${two(hours)}${minutes === 0 ? '' : two(minutes)}`
}

function periodAt(zone: string, time: number): Period {
  const offset = offsetAt(zone, time)
  const long = partsOf(formatOf(zone, 'en-US', 'long'), time).get('timeZoneName') ?? ''
  const isDst = /Daylight|Summer/.test(long)
  const standard = Math.min(...[-2, -1, 1, 2].map((seasons) => offsetAt(zone, time + seasons * season)))
  return { offset, dst: isDst ? Math.max(0, offset - standard) : 0, name: nameAt(zone, time, offset) }
}

/** Zones begin with local mean time, to whole minutes: what pytz gives who sets a zone without `localize`. */
function localMeanTime(zone: string): Period {
  const offset = Math.floor((offsetAt(zone, Date.UTC(1800, 0, 1)) + 30) / 60) * 60
  return { offset, dst: 0, name: 'LMT' }
}

const utcPeriod: Period = { offset: 0, dst: 0, name: 'UTC' }
export const utc: TimeZone = new Zone('UTC', utcPeriod, () => utcPeriod)

/** An offset without a name, in seconds east of UTC. */
export function fixedZone(offset: number): TimeZone {
  const hours = Math.abs(offset) / 3600
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const name = `UTC${offset < 0 ? '-' : '+'}${two(hours)}:${two(Math.round((hours % 1) * 60))}`
  const period = { offset, dst: 0, name: offset === 0 ? 'UTC' : name }
  return new Zone(undefined, period, () => period)
}

function timezone(name: string): TimeZone {
  if (name.toUpperCase() === 'UTC') return utc
  try {
    const period = isStatic(name) ? periodAt(name, 0) : localMeanTime(name)
    return new Zone(name, period, (time) => periodAt(name, time))
  } catch (cause) {
    throw new TdbtError('bad-argument', `there is no time zone '${name}'`, {
      cause,
      hint: "Name it as the tz database does: 'Europe/Berlin'.",
    })
  }
}

/** `modules.pytz`: zones by the names of the tz database, with the rules that JavaScript knows. */
export const pytzModule: Value = Dict.of([
  ['utc', utc],
  ['timezone', templateFunction('timezone', ['zone'], ([name]) => timezone(str(name as Value)))],
  [
    'FixedOffset',
    templateFunction('FixedOffset', ['offset'], ([minutes]) => fixedZone(Number(minutes) * 60)),
  ],
  ['all_timezones', Intl.supportedValuesOf('timeZone')],
  ['common_timezones', Intl.supportedValuesOf('timeZone')],
])

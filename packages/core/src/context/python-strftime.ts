import { TdbtError } from '@tdbt/adapter-api'
import { type Moment, microsOfSecond, utcOf } from './python-moment.js'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]
const day = 86_400_000

/** What one directive of strftime writes, and whether it is a number that is filled up with zeros. */
type Directive = (time: Moment, date: Date) => string

const padded = (value: number, width: number): string => String(value).padStart(width, '0')
const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / day) + 1
const weekday = (date: Date): number => (date.getUTCDay() + 6) % 7

/** Year, week and weekday of ISO 8601. */
export function isoCalendar(date: Date): readonly [number, number, number] {
  const thursday = new Date(date.getTime() + (3 - weekday(date)) * day)
  const week = Math.floor((dayOfYear(thursday) - 1) / 7) + 1
  return [thursday.getUTCFullYear(), week, weekday(date) + 1]
}

function offsetText({ zone }: Moment, colon: string): string {
  if (zone === null) return ''
  const { offset } = zone.period
  const size = Math.abs(offset)
  const rest = size % 60
  const seconds = rest === 0 ? '' : `${colon}${padded(rest, 2)}`
  return `${offset < 0 ? '-' : '+'}${padded(Math.floor(size / 3600), 2)}${colon}${padded(Math.floor(size / 60) % 60, 2)}${seconds}`
}

/** The offset as `isoformat` prints it. */
export const isoOffset = (time: Moment): string => offsetText(time, ':')

const directives: Readonly<Record<string, Directive>> = {
  Y: (_, date) => String(date.getUTCFullYear()),
  C: (_, date) => padded(Math.floor(date.getUTCFullYear() / 100), 2),
  y: (_, date) => padded(date.getUTCFullYear() % 100, 2),
  m: (_, date) => padded(date.getUTCMonth() + 1, 2),
  d: (_, date) => padded(date.getUTCDate(), 2),
  e: (_, date) => String(date.getUTCDate()).padStart(2),
  H: (_, date) => padded(date.getUTCHours(), 2),
  I: (_, date) => padded(date.getUTCHours() % 12 || 12, 2),
  k: (_, date) => String(date.getUTCHours()).padStart(2),
  l: (_, date) => String(date.getUTCHours() % 12 || 12).padStart(2),
  M: (_, date) => padded(date.getUTCMinutes(), 2),
  S: (_, date) => padded(date.getUTCSeconds(), 2),
  f: (time) => padded(Number(((time.wall % microsOfSecond) + microsOfSecond) % microsOfSecond), 6),
  p: (_, date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (_, date) => (date.getUTCHours() < 12 ? 'am' : 'pm'),
  j: (_, date) => padded(dayOfYear(date), 3),
  A: (_, date) => weekdays[weekday(date)] ?? '',
  a: (_, date) => (weekdays[weekday(date)] ?? '').slice(0, 3),
  B: (_, date) => months[date.getUTCMonth()] ?? '',
  b: (_, date) => (months[date.getUTCMonth()] ?? '').slice(0, 3),
  h: (_, date) => (months[date.getUTCMonth()] ?? '').slice(0, 3),
  w: (_, date) => String(date.getUTCDay()),
  u: (_, date) => String(weekday(date) + 1),
  U: (_, date) => padded(Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7), 2),
  W: (_, date) => padded(Math.floor((dayOfYear(date) + 6 - weekday(date)) / 7), 2),
  G: (_, date) => String(isoCalendar(date)[0]),
  V: (_, date) => padded(isoCalendar(date)[1], 2),
  z: (time) => offsetText(time, ''),
  Z: ({ zone }) => zone?.period.name ?? '',
  s: (time) => String(Math.floor(Number(utcOf(time)) / 1e6)),
  c: (time) => strftime(time, '%a %b %e %H:%M:%S %Y'),
  x: (time) => strftime(time, '%m/%d/%y'),
  D: (time) => strftime(time, '%m/%d/%y'),
  X: (time) => strftime(time, '%H:%M:%S'),
  T: (time) => strftime(time, '%H:%M:%S'),
  R: (time) => strftime(time, '%H:%M'),
  r: (time) => strftime(time, '%I:%M:%S %p'),
  F: (time) => strftime(time, '%Y-%m-%d'),
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
}

/** Python's strftime on Linux, with the flags of its C library: `%-d` leaves out zeros. */
export function strftime(time: Moment, format: string): string {
  const date = new Date(Number(time.wall / 1000n))
  return format.replace(/%([-_0^#]?)([A-Za-z%])/g, (whole, flag: string, letter: string) => {
    const text = directives[letter]?.(time, date)
    if (text === undefined) return whole
    if (flag === '-') return text.replace(/^[0 ]+(?=\d)/, '')
    if (flag === '_') return text.replace(/^0+(?=\d)/, (zeros) => ' '.repeat(zeros.length))
    return flag === '^' ? text.toUpperCase() : text
  })
}

/** A regular expression is made of it. */
const longestFormat = 1000

const names = (list: readonly string[]) => list.join('|')
const short = (list: readonly string[]) => list.map((name) => name.slice(0, 3))

const patterns: Readonly<Record<string, string>> = {
  Y: '\\d{4}',
  y: '\\d{2}',
  m: '1[0-2]|0[1-9]|[1-9]',
  d: '3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]',
  H: '2[0-3]|[01]\\d|\\d',
  I: '1[0-2]|0[1-9]|[1-9]',
  M: '[0-5]\\d|\\d',
  S: '6[01]|[0-5]\\d|\\d',
  f: '\\d{1,6}',
  j: '36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
  p: 'AM|PM',
  z: '[+-]\\d{2}:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z',
  Z: 'UTC|GMT',
  a: names(short(weekdays)),
  A: names(weekdays),
  b: names(short(months)),
  B: names(months),
}

const invalid = (message: string): TdbtError => new TdbtError('bad-argument', message)

/** Python's strptime: a reading and the offset that stands in the text. Throws where the text does not have the format. */
export function strptime(
  text: string,
  format: string,
): { readonly wall: bigint; readonly offset: number | undefined } {
  if (format.length > longestFormat) throw invalid('the format of a time is too long')
  const fields: string[] = []
  const pattern = format
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+')
    .replace(/%(.)/g, (_whole, letter: string) => {
      if (letter === '%') return '%'
      const part = patterns[letter]
      if (part === undefined) throw invalid(`'${letter}' is a bad directive in format '${format}'`)
      if (fields.includes(letter)) throw invalid(`'%${letter}' stands twice in format '${format}'`)
      fields.push(letter)
      return `(${part})`
    })
  const match = new RegExp(`^${pattern}$`, 'i').exec(text)
  if (!match) throw invalid(`time data '${text}' does not match format '${format}'`)
  const field = (letter: string): string | undefined => match[fields.indexOf(letter) + 1]
  const has = (letter: string) => fields.includes(letter)
  const number = (letter: string, fallback: number): number =>
    has(letter) ? Number(field(letter)) : fallback
  const short2 = number('y', 0)
  const year = has('y') ? short2 + (short2 < 69 ? 2000 : 1900) : number('Y', 1900)
  const month = has('b') || has('B') ? monthOf(field(has('B') ? 'B' : 'b') ?? '') : number('m', 1)
  const isAfternoon = has('p') && field('p')?.toUpperCase() === 'PM'
  const hour = has('I') ? (number('I', 12) % 12) + (isAfternoon ? 12 : 0) : number('H', 0)
  const micros = has('f') ? Number((field('f') ?? '').padEnd(6, '0')) : 0
  const [first, dayOfMonth] = has('j') ? [1, number('j', 1)] : [month, number('d', 1)]
  const wall = new Date(0)
  wall.setUTCFullYear(year, first - 1, dayOfMonth)
  wall.setUTCHours(hour, number('M', 0), number('S', 0))
  if (!has('j') && wall.getUTCDate() !== dayOfMonth) throw invalid('day is out of range for month')
  const offset = has('z') ? secondsOf(field('z') ?? '') : undefined
  return { wall: BigInt(wall.getTime()) * 1000n + BigInt(micros), offset }
}

function monthOf(name: string): number {
  return short(months).findIndex((month) => month.toLowerCase() === name.slice(0, 3).toLowerCase()) + 1
}

/** Seconds of an offset like `+05:30`. */
export function secondsOf(offset: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})(?::?(\d{2}))?/.exec(offset)
  if (!match) return 0
  const [, sign, hours, minutes, seconds = '0'] = match
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
}

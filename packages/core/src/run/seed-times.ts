import { WHITESPACE } from '@tdbt/jinja'
import { asciiDigits } from './seed-numbers.js'

// Python's strptime: `%d` takes a blank for the zero, and a digit of any script where any digit may stand.
const day = String.raw`(\p{Nd}{4})-(1[0-2]|0[1-9]|[1-9])-(3[01]|[12]\p{Nd}|0[1-9]|[1-9]| [1-9])`
const clock = String.raw`(2[0-3]|[01]\p{Nd}|\p{Nd}):([0-5]\p{Nd}|\p{Nd}):([0-5]\p{Nd}|\p{Nd})`
const date = new RegExp(`^${day}$`, 'u')
const timestamp = new RegExp(`^${day}[${WHITESPACE}]+${clock}$`, 'u')

/** A day by dbt's `%Y-%m-%d`, as ISO 8601 writes it; null for any other text. */
export function readDate(text: string): string | null {
  const [, year, month, dayOfMonth] = date.exec(text)?.map(asciiDigits) ?? []
  return year === undefined ? null : dayText(Number(year), Number(month), Number(dayOfMonth))
}

/** A time by dbt's `%Y-%m-%d %H:%M:%S`, as ISO 8601 writes it with a blank; null for any other text. */
export function readTimestamp(text: string): string | null {
  const [, year, month, dayOfMonth, ...parts] = timestamp.exec(text)?.map(asciiDigits) ?? []
  const shown = year === undefined ? null : dayText(Number(year), Number(month), Number(dayOfMonth))
  return shown && `${shown} ${parts.map((part) => part.padStart(2, '0')).join(':')}`
}

const isoClock = /^(\d\d)(?:(:?)(\d\d)(?:\2(\d\d))?)?(?:[.,](\d+))?(Z|[-+]\d\d(?::?\d\d)?)?$/

/**
 * A time by ISO 8601 with its `T`, in any form that Python's isodate reads: with days by week or ordinal, months and years
 * that stand for their first day, fractions of hours and minutes. A zone is kept. Null for any other text.
 */
export function readIsoTime(text: string): string | null {
  const [days = '', time = '', ...rest] = text.split('T')
  const [, hour, , minute, second, fraction = '', zone] = isoClock.exec(time) ?? []
  const shown = readIsoDate(days)
  if (rest.length > 0 || shown === null || hour === undefined) return null
  if (Number(hour) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return null
  const unit = second !== undefined ? 1 : minute !== undefined ? 60 : 3600
  const micros = fraction === '' ? 0 : microseconds(fraction, unit)
  const seconds = Math.floor(micros / 1_000_000)
  const parts = [
    Number(hour),
    Number(minute ?? 0) + Math.floor(seconds / 60),
    Number(second ?? 0) + (seconds % 60),
  ]
  const behind = padded(micros % 1_000_000, 6).replace(/0+$/, '')
  const clockText = parts.map((part) => padded(part, 2)).join(':')
  return `${shown} ${clockText}${behind === '' ? '' : `.${behind}`}${zone === undefined ? '' : zoneText(zone)}`
}

/** isodate drops what is less than a microsecond, but of an hour it rounds it. */
function microseconds(fraction: string, unit: number): number {
  const scale = 10n ** BigInt(fraction.length)
  const rounding = unit === 3600 ? scale / 2n : 0n
  return Number((BigInt(fraction) * BigInt(unit) * 1_000_000n + rounding) / scale)
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0')
}

function zoneText(zone: string): string {
  if (zone === 'Z') return '+00:00'
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
}

const isoDay = /^(\d{4})(-?)(\d\d)\2(\d\d)$/
const isoWeek = /^(\d{4})(-?)W(\d\d)(?:\2(\d))?$/
const isoOrdinal = /^(\d{4})-?(\d{3})$/
const isoMonth = /^(\d{4})(?:-?(\d\d))?$/
const isoCentury = /^\d\d$/

function readIsoDate(text: string): string | null {
  const complete = isoDay.exec(text)
  // isodate takes the month 00 for the first.
  if (complete) return dayText(Number(complete[1]), Number(complete[3]) || 1, Number(complete[4]))
  const week = isoWeek.exec(text)
  if (week) {
    const weekday = newYear(Number(week[1])).getUTCDay() || 7
    const weeks = Number(week[3]) - (weekday <= 4 ? 1 : 0)
    return dayOfYear(Number(week[1]), weeks * 7 - weekday + Number(week[4] ?? 1))
  }
  const ordinal = isoOrdinal.exec(text)
  if (ordinal) return dayOfYear(Number(ordinal[1]), Number(ordinal[2]) - 1)
  const month = isoMonth.exec(text)
  if (month) return dayText(Number(month[1]), Number(month[2] ?? 1) || 1, 1)
  return isoCentury.test(text) ? dayText(Number(text) * 100 + 1, 1, 1) : null
}

function newYear(year: number): Date {
  const made = new Date(0)
  // Date.UTC takes years below 100 for others.
  made.setUTCFullYear(year, 0, 1)
  return made
}

/** The day so many days after New Year; null for one that Python's dates don't reach. */
function dayOfYear(year: number, days: number): string | null {
  const made = newYear(year)
  made.setUTCDate(1 + days)
  const reached = made.getUTCFullYear()
  return year < 1 || reached < 1 || reached > 9999 ? null : made.toISOString().slice(0, 10)
}

const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** A day of the calendar; null for one that there is not. */
function dayText(year: number, month: number, dayOfMonth: number): string | null {
  if (year < 1 || dayOfMonth < 1 || dayOfMonth > (monthDays[month - 1] ?? 0)) return null
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (month === 2 && dayOfMonth === 29 && !isLeap) return null
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`
}

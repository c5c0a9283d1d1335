const timestampPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?( ?(?:Z|[+-]\d\d(?::?\d\d)?))?)?$/

/** A date as ISO 8601 has it; a time of day is taken only where it is midnight. Null for anything else. */
export function dateText(text: string): string | null {
  const match = timestampPattern.exec(text)
  if (match === null || !isReal(match) || match[8] !== undefined) return null
  if (Number(match[4] ?? 0) + Number(match[5] ?? 0) + Number(match[6] ?? 0) + Number(match[7] ?? 0) !== 0)
    return null
  return text.slice(0, 10)
}

/**
 * A date and time of day as ISO 8601 has it, with at most the microseconds that Postgres keeps; a date alone is its
 * midnight. Null for anything else, dates that no calendar has included.
 */
export function timestampText(text: string): string | null {
  const match = timestampPattern.exec(text)
  return match !== null && isReal(match) && match[8] === undefined ? text : null
}

/** The same with a zone, which must be written: a time without one is not guessed at. */
export function zonedTimestampText(text: string): string | null {
  const match = timestampPattern.exec(text)
  return match !== null && isReal(match) && match[8] !== undefined ? text : null
}

function isReal(match: RegExpExecArray): boolean {
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  return (
    year >= 1 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    Number(match[4] ?? 0) <= 23 &&
    Number(match[5] ?? 0) <= 59 &&
    Number(match[6] ?? 0) <= 59
  )
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

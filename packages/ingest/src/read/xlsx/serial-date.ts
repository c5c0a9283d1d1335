const secondsPerDay = 86_400
/** 1970-01-01 as Excel counts days in the 1900 system, and what the 1904 system (old Macs) counts less. */
const unixEpoch = 25_569
const offset1904 = 1_462
/** The day after 9999-12-31, the last that a workbook can show. */
const endOfTime = 2_958_466

/**
 * A date cell's number as `2010-12-01 08:26:00`, to the nearest second; a number below one in the 1900 system is a
 * time of day alone. Null where the number is no date that Excel can show.
 */
export function serialDateText(serial: number, date1904: boolean): string | null {
  const seconds = Math.round((date1904 ? serial + offset1904 : serial) * secondsPerDay)
  const day = Math.floor(seconds / secondsPerDay)
  if (!Number.isFinite(seconds) || serial < 0 || day >= endOfTime) return null
  const time = new Date((seconds % secondsPerDay) * 1000).toISOString().slice(11, 19)
  if (day < 1) return time
  // Excel has a 29 February 1900, as Lotus had: days before it are one off, and the day itself is in no calendar.
  if (day === 60) return `1900-02-29 ${time}`
  const days = day - unixEpoch + (day < 60 ? 1 : 0)
  return `${new Date(days * secondsPerDay * 1000).toISOString().slice(0, 10)} ${time}`
}

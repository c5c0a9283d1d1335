const pattern =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d*))?)?[ \t]*(Z|[-+]\d\d?(?::?\d\d)?)?)?$/

/**
 * A date or a time of YAML as dbt keeps it: ISO 8601 as Python writes it; what names no time zone is of this
 * machine's. Undefined for what is none.
 */
export function pythonTimestamp(value: unknown): string | undefined {
  const match = typeof value === 'string' ? pattern.exec(value.trim()) : null
  if (!match) return undefined
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', zone] =
    match
  const parts = [year, month, day, hour, minute, second].map(Number)
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts
  const local = new Date(y, mo - 1, d, h, mi, s)
  if (local.getMonth() !== mo - 1 || local.getDate() !== d || mi > 59 || s > 59) return undefined
  const pad = (number: number): string => String(number).padStart(2, '0')
  const micros = fraction.replace(/0+$/, '') === '' ? '' : `.${fraction.padEnd(6, '0').slice(0, 6)}`
  return `${year}-${pad(mo)}-${pad(d)}T${pad(h)}:${pad(mi)}:${pad(s)}${micros}${offset(zone, local)}`
}

function offset(zone: string | undefined, local: Date): string {
  const pad = (number: number): string => String(number).padStart(2, '0')
  if (zone === 'Z') return '+00:00'
  if (zone === undefined) {
    const minutes = -local.getTimezoneOffset()
    const ahead = Math.abs(minutes)
    return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(ahead / 60))}:${pad(ahead % 60)}`
  }
  const [, sign = '+', hours = '0', minutes = '0'] = /^([-+])(\d\d?):?(\d\d)?$/.exec(zone) ?? []
  return `${sign}${pad(Number(hours))}:${pad(Number(minutes))}`
}

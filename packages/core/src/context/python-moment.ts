import { HostObject } from '@tdbt/jinja'

/** What a time zone says at one moment: seconds east of UTC, how much of them is summer time, and the abbreviation. */
export interface Period {
  readonly offset: number
  readonly dst: number
  readonly name: string
}

/** A tzinfo of Python: one period of a zone, or a fixed offset. */
export abstract class TimeZone extends HostObject {
  abstract readonly period: Period
  /** The zone as it is at a moment, in milliseconds of UTC. */
  abstract at(time: number): TimeZone
}

/** A reading of a clock. */
export interface Moment {
  /** Microseconds since the epoch, as the clock on the wall shows them. */
  readonly wall: bigint
  readonly zone: TimeZone | null
}

export const microsOfSecond = 1_000_000n

/** Microseconds of UTC; without a zone the clock is this machine's. */
export function utcOf({ wall, zone }: Moment): bigint {
  if (zone !== null) return wall - BigInt(zone.period.offset) * microsOfSecond
  const shown = new Date(Number(wall / 1000n))
  const local = new Date(0)
  local.setFullYear(shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate())
  local.setHours(
    shown.getUTCHours(),
    shown.getUTCMinutes(),
    shown.getUTCSeconds(),
    shown.getUTCMilliseconds(),
  )
  return BigInt(local.getTime()) * 1000n + (wall % 1000n)
}

/** What this machine's clock on the wall shows at a moment of UTC. */
export function localWall(micros: bigint): bigint {
  const offset = new Date(Number(micros / 1000n)).getTimezoneOffset()
  return micros - BigInt(offset) * 60n * microsOfSecond
}

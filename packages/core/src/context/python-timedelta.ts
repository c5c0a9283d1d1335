import { TdbtError } from '@tdbt/adapter-api'
import { Float, fromJs, HostObject, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'
import { microsOfSecond } from './python-moment.js'

export const microsOfDay = 86_400_000_000n
/** Python's bound. */
const mostDays = 999_999_999n

/** Division that rounds down, as Python's `//` does. */
export function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value % by !== 0n && value < 0n !== by < 0n ? quotient - 1n : quotient
}

/** A float as the nearest whole number, ties to even. */
export function roundHalfEven(value: number): bigint {
  const low = Math.floor(value)
  const rest = value - low
  return BigInt(rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low)
}

/** Python's timedelta. */
export class TimeDelta extends HostObject {
  constructor(readonly micros: bigint) {
    super()
    const days = floorDivide(micros, microsOfDay)
    if (days > mostDays || days < -mostDays) {
      throw new TdbtError('bad-argument', `a timedelta has at most ${mostDays} days`)
    }
  }

  override typeName(): string {
    return 'datetime.timedelta'
  }

  private parts(): { readonly days: number; readonly seconds: number; readonly micros: number } {
    const days = floorDivide(this.micros, microsOfDay)
    const rest = this.micros - days * microsOfDay
    return {
      days: Number(days),
      seconds: Number(rest / microsOfSecond),
      micros: Number(rest % microsOfSecond),
    }
  }

  override attr(name: string): Value | undefined {
    const { days, seconds, micros } = this.parts()
    switch (name) {
      case 'days':
        return days
      case 'seconds':
        return seconds
      case 'microseconds':
        return micros
      case 'total_seconds':
        return templateFunction(name, [], () => new Float(Number(this.micros) / 1e6))
      default:
        return undefined
    }
  }

  override truthy(): boolean {
    return this.micros !== 0n
  }

  override hashKey(): string {
    return `timedelta ${this.micros}`
  }

  override equals(other: Value): boolean {
    return other instanceof TimeDelta && other.micros === this.micros
  }

  override compare(other: Value): number | undefined {
    if (!(other instanceof TimeDelta)) return undefined
    return this.micros < other.micros ? -1 : this.micros > other.micros ? 1 : 0
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    const { micros } = this
    if (operator === 'abs') return new TimeDelta(micros < 0n ? -micros : micros)
    if (reflected && other === 0 && operator === '-') return new TimeDelta(-micros)
    if (reflected && other === 0 && operator === '+') return this
    if (other instanceof TimeDelta && !reflected) return betweenDeltas(operator, micros, other.micros)
    if (typeof other === 'number' || typeof other === 'bigint') {
      const number = BigInt(other)
      if (operator === '*') return new TimeDelta(micros * number)
      if (reflected || number === 0n) return undefined
      if (operator === '//') return new TimeDelta(floorDivide(micros, number))
      return operator === '/' ? new TimeDelta(roundHalfEven(Number(micros) / Number(number))) : undefined
    }
    if (other instanceof Float) {
      if (operator === '*') return new TimeDelta(roundHalfEven(Number(micros) * other.value))
      if (operator === '/' && !reflected && other.value !== 0) {
        return new TimeDelta(roundHalfEven(Number(micros) / other.value))
      }
    }
    return undefined
  }

  override repr(): string {
    const { days, seconds, micros } = this.parts()
    const parts = [
      ...(days === 0 ? [] : [`days=${days}`]),
      ...(seconds === 0 ? [] : [`seconds=${seconds}`]),
      ...(micros === 0 ? [] : [`microseconds=${micros}`]),
    ]
    return `datetime.timedelta(${parts.join(', ') || '0'})`
  }

  override str(): string {
    const { days, seconds, micros } = this.parts()
    const two = (value: number) => String(value).padStart(2, '0')
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
    const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`
    const before = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `
    return before + clock + fraction
  }
}

function betweenDeltas(operator: string, left: bigint, right: bigint): Value | undefined {
  switch (operator) {
    case '+':
      return new TimeDelta(left + right)
    case '-':
      return new TimeDelta(left - right)
  }
  if (right === 0n) return undefined
  switch (operator) {
    case '/':
      return new Float(Number(left) / Number(right))
    case '//':
      return fromJs(floorDivide(left, right))
    case '%':
      return new TimeDelta(left - floorDivide(left, right) * right)
    default:
      return undefined
  }
}

import { Float, HostObject, type Value } from '@tdbt/jinja'

/** Significant digits of Python's default context. */
const precision = 28

/**
 * Python's `decimal.Decimal`, which agate makes of numbers that are no integers: exact, and with the zeros behind the
 * point that it came with (`Decimal('1.50')` prints `1.50`).
 */
export class PythonDecimal extends HostObject {
  override readonly isNumber = true

  /** @param coefficient times ten to the power of minus `scale` */
  private constructor(
    private readonly coefficient: bigint,
    private readonly scale: number,
  ) {
    super()
  }

  /** Undefined for what Python reads as no finite number. */
  static parse(text: string): PythonDecimal | undefined {
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim())
    if (!match) return undefined
    const [, sign, whole = '', fraction = '', exponent = '0'] = match
    if (whole + fraction === '') return undefined
    const digits = BigInt(whole + fraction)
    return new PythonDecimal(sign === '-' ? -digits : digits, fraction.length - Number(exponent))
  }

  override typeName(): string {
    return 'decimal.Decimal'
  }

  override truthy(): boolean {
    return this.coefficient !== 0n
  }

  override str(): string {
    const { coefficient, scale } = this
    const sign = coefficient < 0n ? '-' : ''
    const digits = String(coefficient < 0n ? -coefficient : coefficient)
    const exponent = digits.length - 1 - scale
    // Python writes an exponent for whole numbers with one, and for what begins with more than six zeros.
    if (scale < 0 || exponent < -6) {
      const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
      return `${sign}${mantissa}E${exponent < 0 ? '' : '+'}${exponent}`
    }
    if (scale === 0) return sign + digits
    const padded = digits.padStart(scale + 1, '0')
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
  }

  override repr(): string {
    return `Decimal('${this.str()}')`
  }

  override format(spec: string): string {
    const places = /^\.(\d+)f?$/.exec(spec)?.[1]
    return places === undefined ? this.str() : this.rounded(Number(places)).str()
  }

  /** Python's `round(value, places)`: halves go to the even neighbour. */
  rounded(places: number): PythonDecimal {
    if (places >= this.scale)
      return new PythonDecimal(this.coefficient * 10n ** BigInt(places - this.scale), places)
    return new PythonDecimal(halfEven(this.coefficient, 10n ** BigInt(this.scale - places)), places)
  }

  /** Equal to an int or a float of the same value, as in Python. */
  override hashKey(): string {
    return `number ${this.toJs()}`
  }

  override equals(other: Value): boolean {
    return this.compare(other) === 0
  }

  override compare(other: Value): number | undefined {
    const decimal = toDecimal(other)
    if (decimal === undefined) return undefined
    const [left, right] = aligned(this, decimal)
    return left < right ? -1 : left > right ? 1 : 0
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator === 'abs')
      return this.coefficient < 0n ? new PythonDecimal(-this.coefficient, this.scale) : this
    if (operator === 'round') return this.rounded(Number(other))
    // Python has no arithmetic between Decimal and float.
    const decimal = other instanceof Float ? undefined : toDecimal(other)
    if (decimal === undefined) return undefined
    return reflected ? decimal.apply(operator, this) : this.apply(operator, decimal)
  }

  override toJs(): number {
    return Number(this.str())
  }

  private apply(operator: string, other: PythonDecimal): Value | undefined {
    const scale = Math.max(this.scale, other.scale)
    const [left, right] = aligned(this, other)
    switch (operator) {
      case '+':
        return new PythonDecimal(left + right, scale).toPrecision()
      case '-':
        return new PythonDecimal(left - right, scale).toPrecision()
      case '*':
        return new PythonDecimal(this.coefficient * other.coefficient, this.scale + other.scale).toPrecision()
      case '/':
        return right === 0n ? undefined : divide(this, other)
      case '//':
        return right === 0n ? undefined : new PythonDecimal(left / right, 0)
      case '%':
        return right === 0n ? undefined : new PythonDecimal(left % right, scale)
      default:
        return undefined
    }
  }

  private toPrecision(): PythonDecimal {
    const excess = digitCount(this.coefficient) - precision
    if (excess <= 0) return this
    return new PythonDecimal(halfEven(this.coefficient, 10n ** BigInt(excess)), this.scale - excess)
  }

  /** The quotient with 28 digits, without the zeros at its end that the operands' scales don't ask for. */
  static quotient(left: PythonDecimal, right: PythonDecimal): PythonDecimal {
    const ideal = left.scale - right.scale
    const shift = precision + 1 + digitCount(right.coefficient)
    let { coefficient, scale } = new PythonDecimal(
      halfEven(left.coefficient * 10n ** BigInt(shift), right.coefficient),
      ideal + shift,
    ).toPrecision()
    while (scale > ideal && coefficient % 10n === 0n) {
      coefficient /= 10n
      scale -= 1
    }
    return new PythonDecimal(coefficient, scale)
  }

  static of(value: number | bigint): PythonDecimal {
    return new PythonDecimal(BigInt(value), 0)
  }

  /** Both coefficients at the greater scale. */
  static aligned(a: PythonDecimal, b: PythonDecimal): readonly [bigint, bigint] {
    const scale = Math.max(a.scale, b.scale)
    return [a.coefficient * 10n ** BigInt(scale - a.scale), b.coefficient * 10n ** BigInt(scale - b.scale)]
  }
}

const { aligned, quotient: divide } = PythonDecimal

function toDecimal(value: Value): PythonDecimal | undefined {
  if (value instanceof PythonDecimal) return value
  if (value instanceof Float) return PythonDecimal.parse(String(value.value))
  if (typeof value === 'boolean') return PythonDecimal.of(value ? 1 : 0)
  return typeof value === 'number' || typeof value === 'bigint' ? PythonDecimal.of(value) : undefined
}

function digitCount(value: bigint): number {
  return String(value < 0n ? -value : value).length
}

function halfEven(value: bigint, divisor: bigint): bigint {
  const isNegative = value < 0n !== divisor < 0n
  const [over, under] = [value < 0n ? -value : value, divisor < 0n ? -divisor : divisor]
  const whole = over / under
  const twice = (over % under) * 2n
  const up = twice > under || (twice === under && whole % 2n === 1n)
  const rounded = up ? whole + 1n : whole
  return isNegative ? -rounded : rounded
}

/** Rounding of floats as Python does it: from their exact binary value, ties to even. */

const view = new DataView(new ArrayBuffer(8))

/** A finite float as `sign * digits / 2 ** shift` or, for a negative shift, `digits * 2 ** -shift`. */
function decompose(value: number): { negative: boolean; digits: bigint; shift: number } {
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  return {
    negative: bits >> 63n === 1n,
    digits: exponent === 0 ? fraction : fraction | 0x10000000000000n,
    shift: 1075 - (exponent === 0 ? 1 : exponent),
  }
}

/** `numerator / denominator` to the nearest integer, ties to even. */
function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  const twice = (numerator % denominator) * 2n
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) return quotient + 1n
  return quotient
}

/** The absolute value with exactly `places` digits after the point; a negative number of places rounds to tens. */
export function toFixed(value: number, places: number): string {
  const { digits, shift } = decompose(value)
  let numerator = digits
  let denominator = 1n
  if (shift > 0) denominator <<= BigInt(shift)
  else numerator <<= BigInt(-shift)
  if (places < 0) {
    const unit = 10n ** BigInt(-places)
    return String(divideHalfEven(numerator, denominator * unit) * unit)
  }
  const rounded = String(divideHalfEven(numerator * 10n ** BigInt(places), denominator)).padStart(
    places + 1,
    '0',
  )
  return places === 0 ? rounded : `${rounded.slice(0, -places)}.${rounded.slice(-places)}`
}

/** The absolute value as d.ddd and an exponent, with `places` digits after the point. */
export function toExponential(value: number, places: number): { mantissa: string; exponent: number } {
  if (value === 0) return { mantissa: toFixed(0, places), exponent: 0 }
  let exponent = Math.floor(Math.log10(Math.abs(value)))
  // The logarithm may be one off next to a power of ten; the rounding may also carry over.
  const scaled = (at: number) => {
    const { digits, shift } = decompose(value)
    let numerator = digits
    let denominator = 1n
    if (shift > 0) denominator <<= BigInt(shift)
    else numerator <<= BigInt(-shift)
    const power = places - at
    if (power >= 0) numerator *= 10n ** BigInt(power)
    else denominator *= 10n ** BigInt(-power)
    return {
      text: String(divideHalfEven(numerator, denominator)),
      less: numerator < denominator * 10n ** BigInt(places),
    }
  }
  if (scaled(exponent).less) exponent--
  let { text } = scaled(exponent)
  if (text.length > places + 1) {
    exponent++
    text = scaled(exponent).text
  }
  return { mantissa: places === 0 ? text : `${text[0]}.${text.slice(1)}`, exponent }
}

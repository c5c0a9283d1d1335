/** Kinds of packed files, by their first bytes. */

export function isZipStart(start: Buffer): boolean {
  return (
    start.length >= 4 && start.readUInt16BE(0) === 0x504b && [0x0304, 0x0506].includes(start.readUInt16BE(2))
  )
}

export function isGzipStart(start: Buffer): boolean {
  return start.length >= 2 && start.readUInt16BE(0) === 0x1f8b
}

/** By its mark, or where there is none by the zeros between plain letters: Windows writes both. */
export function isUtf16(start: Buffer): boolean {
  if (start.length < 2) return false
  if ([0xfffe, 0xfeff].includes(start.readUInt16BE(0))) return true
  const letters = start.subarray(0, 64)
  const everyOther = (first: number): boolean =>
    letters.every((byte, at) => (at % 2 === first ? byte === 0 : byte >= 32 || [9, 10, 13].includes(byte)))
  return everyOther(0) || everyOther(1)
}

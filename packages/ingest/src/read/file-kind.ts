/** Kinds of packed files, by their first bytes. */

export function isZipStart(start: Buffer): boolean {
  return (
    start.length >= 4 && start.readUInt16BE(0) === 0x504b && [0x0304, 0x0506].includes(start.readUInt16BE(2))
  )
}

export function isGzipStart(start: Buffer): boolean {
  return start.length >= 2 && start.readUInt16BE(0) === 0x1f8b
}

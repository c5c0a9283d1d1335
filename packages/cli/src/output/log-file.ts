import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** dbt's log of all runs: appended to, and rolled when it is full. */
export interface LogFile {
  /** Writes a line at once, so that it is there whatever ends the process. Throws where the file can't be written. */
  write(line: string): void
  close(): void
}

/** How many full logs are kept: dbt.log.1 is the youngest. */
const kept = 5

/** Nothing is made before the first line. */
export function openLogFile(path: string, maxBytes: number): LogFile {
  let descriptor: number | null = null
  let size = 0
  const open = (): number => {
    mkdirSync(dirname(path), { recursive: true })
    const opened = openSync(path, 'a')
    size = fstatSync(opened).size
    return opened
  }
  const close = (): void => {
    if (descriptor !== null) closeSync(descriptor)
    descriptor = null
  }
  return {
    write(line) {
      const bytes = Buffer.from(`${line}\n`)
      descriptor ??= open()
      if (maxBytes > 0 && size > 0 && size + bytes.length > maxBytes) {
        close()
        roll(path)
        descriptor = open()
      }
      writeSync(descriptor, bytes)
      size += bytes.length
    },
    close,
  }
}

function roll(path: string): void {
  rmSync(`${path}.${kept}`, { force: true })
  for (let number = kept - 1; number >= 1; number -= 1) {
    if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`)
  }
  // Another run may have rolled it a moment ago.
  if (existsSync(path)) renameSync(path, `${path}.1`)
}

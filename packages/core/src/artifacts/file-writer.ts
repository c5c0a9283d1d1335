import { writeFile } from 'node:fs/promises'

/** Writes of one path keep their order; so many paths are written at a time. */
const laneCount = 8

/** Writes files while other work goes on. */
export interface FileWriter {
  write(path: string, text: string): void
  /** Waits for all that was given. @throws the first error of a write */
  finished(): Promise<void>
}

export function createFileWriter(): FileWriter {
  const lanes = Array.from({ length: laneCount }, () => Promise.resolve())
  let failure: { readonly error: unknown } | undefined
  return {
    write(path, text) {
      const lane = laneOf(path)
      const done = (lanes[lane] ?? Promise.resolve()).then(() => writeFile(path, text))
      lanes[lane] = done.catch((error: unknown) => {
        failure ??= { error }
      })
    },
    async finished() {
      await Promise.all(lanes)
      if (failure !== undefined) throw failure.error
    },
  }
}

function laneOf(path: string): number {
  let sum = 0
  for (let index = 0; index < path.length; index++) sum += path.charCodeAt(index)
  return sum % laneCount
}

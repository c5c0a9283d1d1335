import { openScratchFile, type ScratchFile } from '../read/scratch-file.js'

/** Reasons that a message shows before it says how many more there are. */
const shownExamples = 5

/**
 * The rejected rows of a load, as COPY lines. They wait in a scratch file, since the session is busy with the good
 * rows and a wrong type can reject millions.
 */
export interface RejectedRows {
  readonly count: number
  /** The first few, `row 17: ...`. */
  readonly examples: readonly string[]
  add(line: string, example: string): void
  /** Moves what was added out of memory. */
  flush(): Promise<void>
  lines(): AsyncIterable<Buffer>
  close(): Promise<void>
}

export function collectRejectedRows(): RejectedRows {
  const examples: string[] = []
  let count = 0
  let pending: string[] = []
  let file: ScratchFile | undefined

  const flush = async (): Promise<void> => {
    if (pending.length === 0) return
    file ??= await openScratchFile()
    const bytes = Buffer.from(pending.join(''))
    pending = []
    await file.append(bytes)
  }
  return {
    get count() {
      return count
    },
    examples,
    add(line, example) {
      count++
      pending.push(line)
      if (examples.length < shownExamples) examples.push(example)
    },
    flush,
    async *lines() {
      await flush()
      if (file === undefined) return
      yield* file.handle.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>
    },
    async close() {
      await file?.close()
    },
  }
}

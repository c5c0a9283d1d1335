import { readdir } from 'node:fs/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { openScratchFile } from '../../src/read/scratch-file.js'
import { scratchFolder } from '../support/scratch-folder.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

it('a scratch file has no name that a killed process could leave behind, and works all the same', async () => {
  const folder = await scratchFolder()
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder.path)
  const file = await openScratchFile()
  await file.append(Buffer.from('hel'))
  await file.append(Buffer.from('lo'))
  expect(await readdir(folder.path)).toEqual([])
  const back = Buffer.alloc(5)
  await file.handle.read(back, 0, 5, 0)
  expect(back.toString()).toBe('hello')
  await file.close()
})

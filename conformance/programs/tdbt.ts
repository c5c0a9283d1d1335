import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, type Program } from './program.js'

const executable = fileURLToPath(new URL('../../packages/cli/bin/tdbt.js', import.meta.url))

/** The built tdbt of this repository. */
export const tdbt: Program = {
  name: 'tdbt',
  run: (args, folder, env) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [executable, ...args], {
        cwd: folder,
        env: { ...cleanEnvironment(), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
        })
      child.on('error', reject)
      child.on('close', (code) => resolve({ code: code ?? 130, output }))
    }),
  async end() {},
}

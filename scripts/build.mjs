import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import typescript from 'typescript'
import { root } from './set-up.mjs'
import { thirdPartyNotices } from './third-party-notices.mjs'

// `npm run build`: makes the package `tdbt` of all packages of this repository and what they import, as a few modules
// that load fast. Types are not checked here (`npm run types`).

const sources = join(root, 'packages')
const target = join(sources, 'cli')
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))

/** The modules that something outside calls by name. */
const entries = {
  index: 'cli/src/ingestion-contract.ts',
  'run-process': 'cli/src/run-process.ts',
  'postgres/src/server/supervisor/supervise': 'postgres/src/server/supervisor/supervise.js',
}

/** The types of what `import ... from 'tdbt'` gives, all of them. */
const contract = ['define-source', 'define-plugin']

/** What the sources read from disk. */
const folders = ['core/macros', 'postgres/macros', 'cli/templates']

/**
 * In the bundle `import.meta.url` would be the chunk's. A source file keeps its own place, below `dist` as it is below
 * `packages`, and so finds what it reads there. Chunks lie in `dist` itself.
 */
const ownPlace = {
  name: 'own-place',
  transform: {
    filter: { code: 'import.meta.url' },
    handler(code, id) {
      if (!id.startsWith(sources + sep)) return null
      const place = relative(sources, id).replaceAll(sep, '/')
      return code.replaceAll('import.meta.url', `new URL('./${place}', import.meta.url).href`)
    },
  },
}

const { chunks, modules } = await bundle()
write(
  new Map([
    ...chunks.map(({ fileName, code }) => [`dist/${fileName}`, code]),
    ['dist/index.d.ts', contract.map((name) => `export * from './${name}.js'\n`).join('')],
    ...contract.map((name) => [`dist/${name}.d.ts`, declarations(`ingest/src/config/${name}.ts`)]),
    ...folders.flatMap(filesOf).map((file) => [`dist/${file}`, read(join(sources, file))]),
    ['LICENSE', read(join(root, 'LICENSE'))],
    ['CHANGELOG.md', read(join(root, 'CHANGELOG.md'))],
    ['THIRD-PARTY-NOTICES', thirdPartyNotices(modules)],
  ]),
)

async function bundle() {
  const made = await rolldown({
    // The comments that name the sources are the same wherever it is called.
    cwd: root,
    input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(sources, file)])),
    platform: 'node',
    // `pg` asks for pg-native, and does without.
    external: [...Object.keys({ ...dependencies, ...optionalDependencies }), 'pg-native'],
    plugins: [ownPlace],
  })
  const { output } = await made.generate({ format: 'esm', chunkFileNames: '[name].js' })
  await made.close()
  // What joins the modules is the bundler's own.
  const modules = output
    .flatMap((chunk) => Object.keys(chunk.modules))
    .map((id) => (id.startsWith('\0rolldown/') ? fileURLToPath(import.meta.resolve('rolldown')) : id))
  return { chunks: output, modules }
}

function declarations(file) {
  const { outputText, diagnostics } = typescript.transpileDeclaration(read(join(sources, file)), {
    fileName: basename(file),
    reportDiagnostics: true,
  })
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ messageText }) => messageText).join('\n'))
  return outputText
}

/** Files of a folder, as paths below `packages`. */
function filesOf(folder) {
  return readdirSync(join(sources, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(sources, join(entry.parentPath, entry.name)))
}

function read(path) {
  return readFileSync(path, 'utf8')
}

/** Touches nothing that is as it should be: a program that runs loads its modules when it needs them. */
function write(files) {
  const wanted = new Map([...files].map(([name, text]) => [join(target, name), text]))
  for (const [path, text] of wanted) {
    if (existsSync(path) && read(path) === text) continue
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  for (const file of filesOf('cli/dist')) {
    const path = join(sources, file)
    if (!wanted.has(path)) rmSync(path)
  }
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What a call printed, and how it ended. */
export interface CallOutcome {
  readonly words: readonly string[]
  /** Null where it did not end by itself. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** What Node itself had to say: errors that nobody caught, warnings. */
  readonly noise: readonly string[]
}

export interface WrittenFile {
  readonly path: string
  readonly size: number
  readonly text: string
}

/** A node's result as run_results.json has it. */
export interface ResultRecord {
  readonly uniqueId: string
  readonly status: string
  readonly message: string | null
  readonly rowsAffected: number | null
  /** `"schema"."name"` of what it builds; null where it builds nothing. */
  readonly relation: string | null
  readonly database: string | null
  readonly materialized: string
  /** Whether a hook runs after its transaction, whose failure leaves what was built. */
  readonly endsWithHook: boolean
  readonly dependsOn: readonly string[]
}

interface RunResults {
  readonly results: readonly {
    readonly unique_id: string
    readonly status: string
    readonly message: string | null
    readonly adapter_response: { readonly rows_affected?: number }
  }[]
}

interface ManifestNode {
  readonly database: string | null
  readonly relation_name: string | null
  readonly config: {
    readonly materialized?: string
    readonly 'post-hook'?: readonly { readonly transaction?: boolean }[]
  }
  readonly depends_on?: { readonly nodes?: readonly string[] }
}

/** The files that a run wrote into its logs and its target folder. */
export function writtenFiles(folder: string): readonly WrittenFile[] {
  return ['logs', 'target'].flatMap((name) => {
    const path = join(folder, name)
    if (!existsSync(path) || !statSync(path).isDirectory()) return []
    return readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      if (!entry.isFile()) return []
      const absolute = join(entry.parentPath, entry.name)
      return [
        {
          path: absolute.slice(folder.length + 1),
          size: statSync(absolute).size,
          text: readFileSync(absolute, 'utf8'),
        },
      ]
    })
  })
}

/** The results of a build; null where it wrote none, since it did not come to running anything. */
export function readResults(files: readonly WrittenFile[]): readonly ResultRecord[] | null {
  const find = (path: string): unknown => {
    const file = files.find((each) => each.path === path)
    return file === undefined ? undefined : (JSON.parse(file.text) as unknown)
  }
  const run = find('target/run_results.json') as RunResults | undefined
  const manifest = find('target/manifest.json') as { nodes: Record<string, ManifestNode> } | undefined
  if (run === undefined || manifest === undefined) return null
  return run.results.map((result) => {
    const node = manifest.nodes[result.unique_id]
    const hooks = node?.config['post-hook'] ?? []
    return {
      uniqueId: result.unique_id,
      status: result.status,
      message: result.message,
      rowsAffected: result.adapter_response.rows_affected ?? null,
      relation: node?.relation_name?.match(/"(?:[^"]|"")*"\."(?:[^"]|"")*"$/)?.[0] ?? null,
      database: node?.database ?? null,
      materialized: node?.config.materialized ?? '',
      endsWithHook: hooks.some(({ transaction }) => transaction === false),
      dependsOn: node?.depends_on?.nodes ?? [],
    }
  })
}

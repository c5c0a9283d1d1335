import type { Target } from '@tdbt/adapter-api'
import type { ProjectConfig } from './project-config.js'
import type { SourceFile } from './source-file.js'
import type { YamlText } from './yaml.js'

/** selectors.yml of the root project, read and rendered; what it means is decided where nodes are selected. */
export interface SelectorsFile {
  readonly yaml: YamlText
  readonly data: unknown
}

/** A dbt package: the root project, a dependency, or one of the macro packages that tdbt brings. */
export interface Package {
  readonly name: string
  readonly root: string
  readonly config: ProjectConfig
  readonly files: readonly SourceFile[]
  /** dbt_project.yml with its path as messages show it; empty for built-in packages. */
  readonly configFile: YamlText
  /** SHA-256 of dbt_project.yml, as dbt has it. */
  readonly configChecksum: string
  /** tdbt's own macro packages (`dbt` and `dbt_postgres`), which are searched last. */
  readonly builtin: boolean
}

/** The project on disk with everything that is read from files: no step after this one touches the disk. */
export interface Project {
  readonly root: Package
  /** The root first, then the installed packages by name, then the built-in ones. */
  readonly packages: readonly Package[]
  readonly target: Target
  readonly selectorsFile: SelectorsFile | null
  /** Absolute folder that the artifacts go to. */
  readonly targetDir: string
}

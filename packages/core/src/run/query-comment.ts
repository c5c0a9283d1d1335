import { pythonJson } from '../context/python-json.js'
import { dbtVersion } from '../invocation/dbt-version.js'
import type { Project } from '../project/project.js'
import type { QueryComment } from '../session/session.js'

/** What statements are sent for: a node, or a connection where there is no node (dbt's `connection_name`). */
export type CommentSubject = { readonly node_id: string } | { readonly connection_name: string }

/**
 * The comment that goes with every statement of a node: dbt's default, or the project's own `query-comment`.
 * @param render renders the project's text with the node's names.
 */
export function queryComment(
  project: Project,
  subject: CommentSubject,
  render: (text: string) => string,
): QueryComment {
  const setting = project.root.config.queryComment
  if (setting === 'none') return { text: '', append: false }
  if (setting !== 'default' && setting.comment !== null) {
    const text = render(setting.comment).trim()
    return { text: text === '' ? '' : `/* ${text.replaceAll('*/', '* /')} */`, append: setting.append }
  }
  const { target } = project
  const text = pythonJson({
    app: 'dbt',
    dbt_version: dbtVersion,
    profile_name: target.profileName,
    target_name: target.name,
    ...subject,
  })
  return { text: `/* ${text} */`, append: setting === 'default' ? false : setting.append }
}

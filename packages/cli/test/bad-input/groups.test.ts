import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useSoundProject } from '../support/bad-input.js'

const project = useSoundProject()

test('groups are counted, and in the manifest with their nodes', async () => {
  const yaml = `groups:
  - name: sales
    owner: {email: sales@example.com}
models:
  - name: report
    config: {group: sales}
`
  const shown = await project.failing({ 'models/groups.yml': yaml }, { args: ['run', '-s', 'report'] })
  expect(shown).toContain('Found 3 models, 1 seed, 2 data tests, N macros, 1 group\n')
  const manifest: unknown = JSON.parse(readFileSync(join(project.folder, 'target/manifest.json'), 'utf8'))
  expect(manifest).toMatchObject({
    groups: {
      'group.shop.sales': {
        name: 'sales',
        resource_type: 'group',
        package_name: 'shop',
        path: 'groups.yml',
        original_file_path: 'models/groups.yml',
        unique_id: 'group.shop.sales',
        owner: { email: 'sales@example.com', name: null },
        description: null,
        config: { meta: {} },
      },
    },
    group_map: { sales: ['model.shop.report'] },
  })
})

test('a group without an owner, one that is there twice, and one that is not there', async () => {
  const yaml = `groups:
  - name: sales
    owner: {name: Ann}
  - name: sales
    owner: {name: Bob}
  - name: nobody
models:
  - name: report
    config: {group: sale}
`
  expect(await project.broken({ 'models/groups.yml': yaml })).toMatchInlineSnapshot(`
    "exit code 2
    Encountered 3 errors:
    Parsing Error in models/groups.yml:4:5
      'sales' is described twice under 'groups'
        4 |   - name: sales
          |     ^^^^^^^^^^^
      hint: the other is models/groups.yml:2:5; merge the two
      code: described-twice

    Parsing Error in models/groups.yml:6:5
      the group 'nobody' has no 'owner' with a name or an email
        6 |   - name: nobody
          |     ^^^^^^^^^^^^
      hint: write owner: {name: ..., email: ...}
      code: properties-not-valid

    Parsing Error in models/groups.yml:9:21
      report is of the group 'sale', which is not there
        9 |     config: {group: sale}
          |                     ^^^^
      hint: did you mean 'sales'?
      code: group-not-found
    "
  `)
})

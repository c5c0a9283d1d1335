import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, repository } from '../harness/lab.js'
import { measureProcess } from '../harness/measure-process.js'
import { medianSeconds } from '../harness/sample.js'
import type { Section } from '../harness/section.js'
import { type Side, takeTurns } from '../harness/take-turns.js'

/** What every command pays before it does its work. */
export async function measure(lab: Lab): Promise<Section> {
  const { runs, peerRuns } = lab.options
  // A copy, so that no artifact of another version or program is in the way.
  const project = lab.folder('retail-copy')
  cpSync(join(repository, 'retail_project'), project, {
    recursive: true,
    filter: (path) => !/[/\\](\.tdbt|target|logs|node_modules)$/.test(path),
  })
  const ls = ['ls', '--project-dir', project, '--profiles-dir', project, '--target', 'server', '--quiet']
  const listed = new Map<string, string>()
  const listing = async (name: string, run: Lab['tdbt']) => {
    const measured = await run([...ls, '--target-path', join(project, `target-${name}`)])
    listed.set(name, measured.stdout.trim().split('\n').sort().join('\n'))
    return measured
  }
  const sides: Side[] = [
    { name: 'tdbt --version', runs, run: () => lab.tdbt(['--version']) },
    { name: 'node, an empty script', runs, run: () => measureProcess(process.execPath, ['-e', '0']) },
    { name: 'tdbt ls', runs, run: () => listing('tdbt', lab.tdbt) },
  ]
  if (lab.peers) {
    sides.push(
      { name: 'dbt --version', runs: peerRuns, run: () => lab.dbt(['--version']) },
      { name: 'dbt ls', runs: peerRuns, run: () => listing('dbt', lab.dbt) },
    )
  }
  const [version = [], node = [], list = [], dbtVersion, dbtList] = await takeTurns(sides, lab.say)
  if (dbtList && listed.get('dbt') !== listed.get('tdbt')) {
    throw new Error(
      `tdbt ls and dbt ls list different things:\n${listed.get('tdbt')}\n\n${listed.get('dbt')}`,
    )
  }
  return {
    title: 'Start of the program, and `ls` of the retail project.',
    rows: [
      { work: 'version', program: 'tdbt --version', samples: version },
      ...(dbtVersion ? [{ work: 'version', program: 'dbt --version', samples: dbtVersion }] : []),
      { work: 'version', program: 'node, an empty script (floor)', samples: node },
      { work: 'ls, retail', program: 'tdbt ls', samples: list },
      ...(dbtList ? [{ work: 'ls, retail', program: 'dbt ls, after its first run', samples: dbtList }] : []),
    ],
    targets: [
      { text: '`tdbt --version` in 150 ms', met: medianSeconds(version) <= 0.15 },
      { text: '`tdbt ls` of the retail project in 400 ms', met: medianSeconds(list) <= 0.4 },
    ],
    notes: dbtList
      ? [
          `Same result: both list the same ${listed.get('dbt')?.split('\n').length} nodes; dbt with its partial parse.`,
        ]
      : [],
  }
}

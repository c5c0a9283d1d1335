import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateProject } from '../generate-project.js'
import { type Lab, repository } from '../harness/lab.js'
import { measureProcess } from '../harness/measure-process.js'
import { medianSeconds, type Sample, spread } from '../harness/sample.js'
import type { Row, Section } from '../harness/section.js'
import { type Side, takeTurns } from '../harness/take-turns.js'

const cosmos = 'astronomer-cosmos==1.15.1'
const script = join(repository, 'integrations/airflow/benchmarks/import_time.py')

// Nothing connects.
const profile = `synthetic:
  target: none
  outputs:
    none: {type: postgres, host: localhost, port: 5432, user: none, password: none, dbname: none, schema: public}
`

/** A DAG's file, by what makes its tasks. */
interface Contender {
  readonly program: string
  readonly python: string
  readonly source: string
  readonly runs: number
  readonly settings?: Readonly<Record<string, string>>
}

/** What import_time.py prints: seconds of Airflow's own import, and of the file's by the clock and by the processor. */
interface Figures {
  readonly airflow: number
  readonly dag: number
  readonly processor: number
  readonly tasks: number
}

interface Told extends Figures {
  readonly program: string
}

/** What Airflow's DAG processor pays, again and again, for the file of a DAG with a task per model. */
export async function measure(lab: Lab): Promise<Section> {
  const count = lab.options.quick ? 100 : 1000
  const project = lab.folder('airflow-project')
  generateProject(project, count)
  writeFileSync(join(project, 'profiles.yml'), profile)
  await lab.tdbt(['parse', '--project-dir', project, '--profiles-dir', project])

  const contenders = await listContenders(lab, project, count)
  const told: Told[] = []
  const sides = contenders.map(({ program, python, source, runs, settings }, at): Side => {
    const folder = lab.folder(`airflow-${at}`)
    const file = join(folder, 'dag.py')
    writeFileSync(file, source)
    const env = airflowSettings(folder, settings)
    return {
      name: program,
      runs,
      async run() {
        const { stdout, peakBytes } = await measureProcess(python, [script, file], { env })
        const figures = readFigures(stdout)
        told.push({ program, ...figures })
        return { seconds: figures.dag, ...(peakBytes === undefined ? {} : { peakBytes }) }
      },
    }
  })
  const samples = await takeTurns(sides, lab.say)
  const rows = contenders.map(
    ({ program }, at): Row => ({ work: `DAG of ${count} models`, program, samples: samples[at] ?? [] }),
  )
  return {
    title: `Import of a DAG's file by Airflow's DagBag, in a process of its own: ${count} models with two tests each.`,
    rows,
    targets: [{ text: 'a DAG of 1,000 models in 1 s', met: met(samples[0], count) }],
    notes: notes(told),
  }
}

function met(samples: readonly Sample[] | undefined, count: number): boolean | undefined {
  return samples && count === 1000 ? medianSeconds(samples) < 1 : undefined
}

function notes(told: readonly Told[]): string[] {
  const { median, min, max } = spread(told.map(({ airflow }) => airflow))
  const itself = `${median.toFixed(1)} s (${min.toFixed(1)} - ${max.toFixed(1)} s)`
  const programs = [...new Set(told.map(({ program }) => program))]
  const each = programs.map((name) => {
    const own = told.filter(({ program }) => program === name)
    const cpu = spread(own.map(({ processor }) => processor)).median.toFixed(2)
    return `${name} ${own[0]?.tasks} tasks in ${cpu} s`
  })
  return [
    `Airflow 3.3.2 itself takes ${itself} to be imported before that, whatever the file holds; that is not in the figures. What the file imports (tdbt_airflow, cosmos) is.`,
    `Processor time of the same, which a busy machine changes less (median): ${each.join('; ')}. That of dbt itself is not in it.`,
  ]
}

async function listContenders(lab: Lab, project: string, count: number): Promise<readonly Contender[]> {
  const { runs, peerRuns } = lab.options
  const own = join(await airflowPrograms(lab), 'python')
  const known: Contender[] = [
    { program: 'tdbt_airflow', python: own, source: ownDag(project), runs },
    { program: 'empty tasks (floor)', python: own, source: emptyDag(count), runs },
  ]
  if (!lab.peers) return known
  const python = await installCosmos(lab)
  const dag = (method: string): string => cosmosDag(project, lab.peers?.dbt ?? 'dbt', method)
  // Its cache stands in a variable of Airflow's database or in an object storage; a project that has changed misses it.
  const noCache = { AIRFLOW__COSMOS__ENABLE_CACHE: 'False' }
  return [
    ...known,
    { program: 'cosmos, its manifest method', python, source: dag('DBT_MANIFEST'), runs: peerRuns },
    {
      program: 'cosmos, dbt ls without its cache',
      python,
      source: dag('DBT_LS'),
      runs: Math.min(peerRuns, 2),
      settings: noCache,
    },
  ]
}

async function airflowPrograms(lab: Lab): Promise<string> {
  lab.say('installing Airflow')
  const { stdout } = await measureProcess(process.execPath, [join(repository, 'scripts/airflow-venv.mjs')])
  return stdout.trim().split('\n').at(-1) ?? ''
}

async function installCosmos(lab: Lab): Promise<string> {
  lab.say(`installing ${cosmos}`)
  const folder = lab.folder('cosmos')
  const python = join(folder, 'bin/python')
  const programs = await airflowPrograms(lab)
  await measureProcess(join(programs, 'python'), ['-m', 'venv', folder])
  const lock = join(repository, 'integrations/airflow/requirements.lock')
  const install = ['pip', 'install', '--quiet', '--python', python, '--constraint', lock]
  await measureProcess(join(programs, 'uv'), [...install, 'apache-airflow==3.3.2', cosmos])
  return python
}

function airflowSettings(
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    AIRFLOW_HOME: folder,
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__CORE__DAGS_FOLDER: folder,
    AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT: '600',
    ...more,
  }
}

function readFigures(stdout: string): Figures {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Figures
}

function ownDag(project: string): string {
  return `from airflow.sdk import DAG
from tdbt_airflow import run_params, tdbt_task_group

with DAG("shop", schedule=None, params=run_params()):
    tdbt_task_group(${JSON.stringify(project)})
`
}

/** What Airflow takes for as many tasks that do nothing. */
function emptyDag(count: number): string {
  return `from airflow.sdk import DAG, TaskGroup
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("shop", schedule=None):
    for number in range(${count}):
        with TaskGroup(f"m_{number}"):
            EmptyOperator(task_id="run") >> EmptyOperator(task_id="test")
`
}

function cosmosDag(project: string, dbt: string, method: string): string {
  const manifest = method === 'DBT_MANIFEST' ? `, manifest_path="${project}/target/manifest.json"` : ''
  return `from airflow.sdk import DAG
from cosmos import DbtTaskGroup, ExecutionConfig, LoadMode, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import InvocationMode

dbt = ${JSON.stringify(dbt)}

with DAG("shop", schedule=None):
    DbtTaskGroup(
        group_id="dbt",
        project_config=ProjectConfig(dbt_project_path=${JSON.stringify(project)}${manifest}),
        profile_config=ProfileConfig(
            profile_name="synthetic", target_name="none", profiles_yml_filepath="${project}/profiles.yml"
        ),
        execution_config=ExecutionConfig(
            dbt_executable_path=dbt, invocation_mode=InvocationMode.SUBPROCESS
        ),
        render_config=RenderConfig(
            load_method=LoadMode.${method}, dbt_executable_path=dbt, invocation_mode=InvocationMode.SUBPROCESS
        ),
    )
`
}

import { createReadyQueue } from './ready-queue.js'

/** Why a node was not started. */
export type SkipCause =
  /** `id` failed, and the node depends on it, directly or through others. */
  | { readonly reason: 'dependency'; readonly id: string }
  /** `id` failed, and the run ends at the first failure. */
  | { readonly reason: 'fail-fast'; readonly id: string }
  | { readonly reason: 'aborted' }

export interface GraphRun<Result> {
  /** What is to be run. Of two that are equally urgent, the one named first goes first. */
  readonly ids: Iterable<string>
  /**
   * What must be done before a node. It may name what is not in `ids`: nothing is run for these, but the order
   * between nodes on both sides of them is kept, and a failure before them skips what comes after them, as in dbt.
   */
  dependencies(id: string): readonly string[]
  /** How long the node is expected to take, in whatever unit; 1 if not given. */
  cost?(id: string): number
  /** At most so many are run at once; 1 or more. */
  readonly threads: number
  run(id: string): Promise<Result>
  /** The result of a node whose `run` threw. */
  crash(id: string, error: unknown): Result
  /** The result of a node that is not started. Called when all that it waits for is done. */
  skip(id: string, cause: SkipCause): Result
  /** Whether what depends on the node must be skipped. */
  failed(result: Result, id: string): boolean
  /** A failure keeps anything else from being started. */
  readonly failFast?: boolean
  /** Keeps anything else from being started; what runs is waited for (stopping it is up to `run`). */
  readonly signal?: AbortSignal
}

interface Task {
  readonly id: string
  /** Place in `ids`; undefined for what stands between them and is not run itself. */
  readonly index: number | undefined
  readonly dependants: Task[]
  /** Dependencies that are not done yet. */
  waiting: number
  /** Cost of the longest path from here to an end. */
  remaining: number
  skip: SkipCause | undefined
}

/**
 * Runs nodes in the order of their dependencies, the longest remaining path first.
 * @returns the result of every one of `ids`, in the order in which they became known.
 * @throws whatever `crash`, `skip` or `failed` throw, and Error if the dependencies have a cycle.
 */
export async function runGraph<Result>(graphRun: GraphRun<Result>): Promise<ReadonlyMap<string, Result>> {
  const { threads, signal } = graphRun
  if (!(threads >= 1)) throw new RangeError(`'threads' is ${threads}; at least 1 is needed`)
  const tasks = plan(graphRun)
  const ready = createReadyQueue<Task>(
    (one, other) =>
      one.remaining > other.remaining || (one.remaining === other.remaining && one.index! < other.index!),
  )
  const results = new Map<string, Result>()
  let running = 0
  let firstFailure: string | undefined

  /** Starts nothing: what now waits for nothing else is queued, or settled too if it is not to be run. */
  const settle = (settled: Task[]): void => {
    for (const { dependants, skip } of settled) {
      for (const dependant of dependants) {
        dependant.skip ??= skip
        dependant.waiting -= 1
        if (dependant.waiting === 0) enter(dependant, settled)
      }
    }
  }
  const enter = (task: Task, settled: Task[]): void => {
    if (task.index !== undefined) {
      if (!task.skip) {
        ready.push(task)
        return
      }
      results.set(task.id, graphRun.skip(task.id, task.skip))
    }
    settled.push(task)
  }
  const finish = (task: Task, result: Result): void => {
    running -= 1
    results.set(task.id, result)
    if (graphRun.failed(result, task.id)) {
      task.skip = { reason: 'dependency', id: task.id }
      firstFailure ??= task.id
    }
    settle([task])
  }
  const stopped = (): SkipCause | undefined => {
    if (signal?.aborted) return { reason: 'aborted' }
    return graphRun.failFast && firstFailure !== undefined
      ? { reason: 'fail-fast', id: firstFailure }
      : undefined
  }

  return new Promise((resolve, reject) => {
    const attempt = async (task: Task): Promise<void> => {
      let result: Result
      try {
        // Called a tick later, so that a `run` that throws at once doesn't call back into the loop below.
        result = await Promise.resolve().then(() => graphRun.run(task.id))
      } catch (error) {
        result = graphRun.crash(task.id, error)
      }
      finish(task, result)
      advance()
    }
    const advance = (): void => {
      while (ready.size > 0) {
        const stop = stopped()
        if (!stop && running >= threads) break
        const task = ready.pop()!
        if (stop) {
          task.skip = stop
          const settled: Task[] = []
          enter(task, settled)
          settle(settled)
        } else {
          running += 1
          attempt(task).catch(reject)
        }
      }
      if (running === 0) resolve(results)
    }
    const settled: Task[] = []
    for (const task of tasks) if (task.waiting === 0) enter(task, settled)
    settle(settled)
    advance()
  })
}

/** The nodes and all that they depend on, each linked to what waits for it, dependencies first. */
function plan<Result>({ ids, dependencies, cost }: GraphRun<Result>): readonly Task[] {
  const tasks = new Map<string, Task>()
  const add = (id: string, index: number | undefined): Task => {
    const task: Task = { id, index, dependants: [], waiting: 0, remaining: 0, skip: undefined }
    tasks.set(id, task)
    return task
  }
  for (const id of ids) if (!tasks.has(id)) add(id, tasks.size)
  // The map grows while it is gone through.
  for (const task of tasks.values()) {
    for (const id of new Set(dependencies(task.id))) {
      const dependency = tasks.get(id) ?? add(id, undefined)
      dependency.dependants.push(task)
      task.waiting += 1
    }
  }
  const order = sort(tasks)
  for (const task of order.toReversed()) {
    const longest = task.dependants.reduce((most, { remaining }) => Math.max(most, remaining), 0)
    task.remaining = longest + (task.index === undefined ? 0 : (cost?.(task.id) ?? 1))
  }
  return order
}

function sort(tasks: ReadonlyMap<string, Task>): readonly Task[] {
  const waiting = new Map<Task, number>()
  const order: Task[] = []
  for (const task of tasks.values()) {
    if (task.waiting === 0) order.push(task)
    else waiting.set(task, task.waiting)
  }
  for (const task of order) {
    for (const dependant of task.dependants) {
      const left = waiting.get(dependant)! - 1
      waiting.set(dependant, left)
      if (left === 0) order.push(dependant)
    }
  }
  if (order.length < tasks.size) throw new Error('the dependencies have a cycle')
  return order
}

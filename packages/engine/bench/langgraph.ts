import { type CaseName, type Contender, nameOf, READINGS, type Reading } from './contender.ts'

// The packages are installed beside this file on first use, so their types are not there when the project is checked.
interface Channel {
  readonly reducer: (left: number, right: number) => number
  readonly default: () => number
}
interface Compiled {
  invoke(state: { readonly n: number }, config: object): Promise<{ readonly n: number }>
  stream(state: { readonly n: number }, config: object): Promise<AsyncIterable<TaskEvent>>
}
/** A task, which is a node of a step, begins (with its input) or has ended (with its result). */
interface TaskEvent {
  readonly result?: { readonly n: number }
}
interface Graph {
  addNode(name: string, work: (state: { readonly n: number }) => Promise<{ readonly n: number }>): Graph
  addEdge(from: string | readonly string[], to: string): Graph
  addConditionalEdges(
    from: string,
    choose: (state: { readonly n: number }) => string,
    ways: readonly string[],
  ): Graph
  compile(options?: object): Compiled
}
interface LangGraph {
  readonly StateGraph: new (annotation: unknown) => Graph
  readonly Annotation: { (channel: Channel): unknown; Root(channels: object): unknown }
  readonly MemorySaver: new () => object
  readonly START: string
  readonly END: string
}

/**
 * LangGraph.js, with and without a reader of its events and its checkpoints in memory. Without one the run is an `invoke`,
 * which reads the state after each step. With one it is a `stream` of mode `tasks`: an event with the input as each node
 * begins and one with the result as it ends, as Skep's `node_started` and `node_succeeded`.
 */
export async function langGraphContenders(): Promise<readonly Contender[]> {
  const name: string = '@langchain/langgraph'
  const library = (await import(name)) as LangGraph // the part of it that is used here
  return READINGS.map((reading) => createContender(library, reading))
}

function createContender(library: LangGraph, { hasEvents, hasCheckpoints }: Reading): Contender {
  let thread = 0
  return {
    name: nameOf('langgraph', { hasEvents, hasCheckpoints }),
    prepare(name, size) {
      const graph = build(library, name, size)
      return async () => {
        // A saver of its own for each run: what earlier runs kept is not this one's cost.
        const compiled = graph.compile(hasCheckpoints ? { checkpointer: new library.MemorySaver() } : {})
        thread += 1
        const config = { recursionLimit: size * 2 + 10, configurable: { thread_id: String(thread) } }
        if (!hasEvents) return (await compiled.invoke({ n: 0 }, config)).n
        let n = 0
        for await (const { result } of await compiled.stream({ n: 0 }, { ...config, streamMode: 'tasks' })) {
          if (result) n = name === 'fan' ? n + result.n : result.n
        }
        return n
      }
    },
  }
}

function build({ StateGraph, Annotation, START, END }: LangGraph, name: CaseName, size: number): Graph {
  const isFan = name === 'fan'
  const state = Annotation.Root({
    n: Annotation({ reducer: (left, right) => (isFan ? left + right : right), default: () => 0 }),
  })
  const graph = new StateGraph(state)
  const addOne = async ({ n }: { readonly n: number }) => ({ n: isFan ? 1 : n + 1 })
  if (name === 'loop') {
    return graph
      .addNode('add', addOne)
      .addEdge(START, 'add')
      .addConditionalEdges('add', ({ n }) => (n < size ? 'add' : END), ['add', END])
  }
  const names = Array.from({ length: size }, (_, index) => `n${index}`)
  for (const each of names) graph.addNode(each, addOne)
  if (isFan) {
    graph.addNode('join', addOne)
    for (const each of names) graph.addEdge(START, each)
    return graph.addEdge(names, 'join').addEdge('join', END)
  }
  names.forEach((each, index) => {
    graph.addEdge(index === 0 ? START : (names[index - 1] ?? START), each)
  })
  return graph.addEdge(names.at(-1) ?? START, END)
}

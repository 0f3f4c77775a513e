import type { Message, RunEvent } from '@skep/client'
import type { App, AppFeatures, ModelChoice } from '@skep/schema'
import { SkepError } from '@skep/schema'
import type { ModelPart, ModelRequest, ModelsPort } from '../ports/models.ts'
import type { EnginePorts } from '../ports/ports.ts'
import type { RunOptions } from '../run/run.ts'
import { createTestPorts, edges, FINISH, makeApp, mustPlan, node } from '../test-support.ts'
import { runWithFeatures } from './run-with-features.ts'

/** What a model of a test says; an error is thrown instead, `wait` never ends before the signal. */
export type Said = readonly string[] | SkepError | 'wait'

/** Models by name. Each request of a model takes its next answer; the last one is given again and again. */
export function createModels(
  answers: Readonly<Record<string, readonly Said[]>>,
): ModelsPort & { readonly requests: ModelRequest[]; asked(model: string): readonly ModelRequest[] } {
  const requests: ModelRequest[] = []
  const counts = new Map<string, number>()
  return {
    requests,
    asked: (model) => requests.filter((request) => request.model === model),
    async *chat(request, { signal }): AsyncGenerator<ModelPart, void, void> {
      requests.push(request)
      const list = answers[request.model] ?? []
      const count = counts.get(request.model) ?? 0
      counts.set(request.model, count + 1)
      const said = list[Math.min(count, list.length - 1)]
      if (said === undefined) throw new SkepError('MODEL_NOT_FOUND', `No model ${request.model}.`)
      if (said instanceof SkepError) throw said
      if (said === 'wait') {
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        return
      }
      for (const text of said) yield { type: 'text', text }
      yield FINISH
    },
  }
}

export function choice(name: string): ModelChoice {
  return { provider: 'p', name, mode: 'chat', parameters: {} }
}

/** A chat whose model `talk` answers the question. */
export function chatApp(features: AppFeatures, more: Partial<App> = {}): App {
  return makeApp(
    [
      node('start', 'start', { variables: [] }),
      node('llm', 'llm', {
        model: choice('talk'),
        prompt: [{ role: 'user', text: '{{#sys.query#}}' }],
        jinjaVariables: [],
        context: { enabled: false, selector: [] },
        vision: { enabled: false },
      }),
      node('answer', 'answer', { answer: '{{#llm.text#}}' }),
    ],
    edges('start -> llm', 'llm -> answer'),
    { features, ...more },
  )
}

export function optionsFor(
  app: App,
  ports: Partial<EnginePorts>,
  query: string,
  more: Partial<RunOptions> = {},
): RunOptions {
  return {
    plan: mustPlan(app),
    ports: createTestPorts(ports),
    system: { query, conversationId: 'c' },
    runId: 'run',
    ...more,
  }
}

export async function talk(
  app: App,
  ports: Partial<EnginePorts>,
  query = 'Why?',
  more: Partial<RunOptions> = {},
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of runWithFeatures(optionsFor(app, ports, query, more))) events.push(event)
  return events
}

/** What the visitor has read when all events have come, and every text that stood there before. */
export function read(events: readonly RunEvent[]): {
  readonly text: string
  readonly seen: readonly string[]
} {
  let text = ''
  const seen: string[] = []
  for (const event of events) {
    if (event.type === 'text_chunk') text += event.text
    else if (event.type === 'answer_replaced') text = event.text
    else continue
    seen.push(text)
  }
  return { text, seen }
}

export function types(events: readonly RunEvent[]): readonly string[] {
  return events.map(({ type }) => type)
}

/** A gap or a repeat in the numbers of events shows. */
export function numbers(events: readonly RunEvent[]): readonly number[] {
  return events.map(({ sequence }) => sequence)
}

export function counting(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index + 1)
}

export function said(
  id: string,
  role: Message['role'],
  text: string,
  status: Message['status'] = 'complete',
): Message {
  return { id, conversationId: 'c', role, text, status, citations: [], createdAtMs: 0 }
}

import type { KnowledgeEvent, RunEvent } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { createFakeClient } from './fake-client.ts'
import { sampleAnswer, sampleApp, sampleDocuments } from './samples.ts'

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('createFakeClient', () => {
  it('runs a scripted answer as numbered events and remembers the conversation', async () => {
    const client = createFakeClient({ apps: [sampleApp], answer: () => sampleAnswer, chunkMs: 0 })
    const events = await collect(client.run({ app: 'tideline', query: 'Weather?' }))
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1))
    expect(events[0]).toMatchObject({ type: 'run_started', conversationId: 'conversation_1' })
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded' })
    const text = events.map((event) => (event.type === 'text_chunk' ? event.text : '')).join('')
    expect(text).toBe(sampleAnswer.text)
    expect(
      (await client.conversations.messages('conversation_1')).map(({ role, status }) => [role, status]),
    ).toEqual([
      ['user', 'complete'],
      ['assistant', 'complete'],
    ])
  })

  it('stops a run when its signal is aborted', async () => {
    const client = createFakeClient({ apps: [sampleApp], answer: () => sampleAnswer, chunkMs: 5 })
    const abort = new AbortController()
    const events: RunEvent[] = []
    for await (const event of client.run({ app: 'tideline', query: 'Weather?' }, { signal: abort.signal })) {
      events.push(event)
      if (event.type === 'text_chunk') abort.abort()
    }
    expect(events.at(-1)?.type).toBe('run_stopped')
    expect((await client.conversations.messages('conversation_1')).at(-1)?.status).toBe('stopped')
  })

  it('pauses for a form and goes on with what was sent', async () => {
    const form = {
      content: '',
      fields: [],
      actions: [{ id: 'yes', title: 'Yes', style: 'primary' }],
    } as const
    const node = { nodeId: 'ask', executionId: 'ask-1' }
    const submission = { actionId: 'yes', inputs: {} }
    const client = createFakeClient({
      run: () => [
        { afterMs: 0, event: { type: 'node_started', nodeType: 'human-input', title: 'Ask', ...node } },
        { afterMs: 0, event: { type: 'node_paused', form, ...node } },
        { afterMs: 0, event: { type: 'run_paused', executionIds: ['ask-1'], durationMs: 1 } },
      ],
      resume: ({ actionId }) => [
        { afterMs: 0, event: { type: 'run_succeeded', outputs: { actionId }, durationMs: 2 } },
      ],
    })
    const events: RunEvent[] = []
    for await (const event of client.run({ app: 'tideline' })) {
      events.push(event)
      if (event.type !== 'run_paused') continue
      expect((await client.runs.get(event.runId)).status).toBe('paused')
      await client.runs.submitForm(event.runId, { executionId: 'ask-1', submission })
      await expect(
        client.runs.submitForm(event.runId, { executionId: 'ask-1', submission }),
      ).rejects.toMatchObject({ code: 'FORM_NOT_FOUND' })
    }
    expect(events.map(({ type }) => type)).toEqual([
      'run_started',
      'node_started',
      'node_paused',
      'run_paused',
      'form_submitted',
      'run_resumed',
      'run_succeeded',
    ])
    expect(events.at(-1)).toMatchObject({ outputs: { actionId: 'yes' } })
  })

  it('takes an upload all the way to ready and answers a search from it', async () => {
    const client = createFakeClient({ bases: [{ id: 'handbook', name: 'Handbook' }], ingestMs: 20 })
    const seen: KnowledgeEvent[] = []
    const ready = new Promise<void>((resolve) => {
      client.knowledge.watch((event) => {
        seen.push(event)
        if (event.type === 'document_changed' && event.document.state === 'ready') resolve()
      })
    })
    await client.knowledge.upload('handbook', {
      name: 'a.txt',
      bytes: new Blob(['Otters sleep holding hands.']),
    })
    await ready
    const states = seen.flatMap((event) => (event.type === 'document_changed' ? [event.document.state] : []))
    expect([...new Set(states)]).toEqual(['queued', 'loading', 'splitting', 'embedding', 'indexing', 'ready'])
    const { passages } = await client.knowledge.retrieve({ knowledgeIds: ['handbook'], query: 'otters' })
    expect(passages.map((passage) => passage.text)).toEqual(['Otters sleep holding hands.'])
  })

  it('refuses a save over an old revision', async () => {
    const client = createFakeClient({ apps: [sampleApp] })
    await client.apps.save(sampleApp, { baseRevision: 1 })
    await expect(client.apps.save(sampleApp, { baseRevision: 1 })).rejects.toMatchObject({
      code: 'APP_CONFLICT',
      data: { currentRevision: 2 },
    })
  })

  it('fails and hangs where the script says so', async () => {
    const client = createFakeClient({
      failures: { 'knowledge.list': { code: 'STORAGE_UNAVAILABLE', message: 'No storage.', data: {} } },
      hanging: ['apps.list'],
    })
    await expect(client.knowledge.list()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    const first = await Promise.race([
      client.apps.list(),
      new Promise((resolve) => setTimeout(resolve, 20, 'waited')),
    ])
    expect(first).toBe('waited')
  })

  it('gives page and heading of every chunk with ranges that hold', async () => {
    const client = createFakeClient({
      bases: [{ id: 'handbook', name: 'Handbook' }],
      documents: { handbook: sampleDocuments },
    })
    const { text } = await client.knowledge.documentText('terms')
    const chunks = await client.knowledge.chunks('terms')
    expect(chunks.map(({ location }) => text.slice(location.start, location.end))).toEqual(
      chunks.map((c) => c.text),
    )
    expect(chunks.at(-1)?.location).toMatchObject({ page: 3, headings: ['Damage'] })
  })
})

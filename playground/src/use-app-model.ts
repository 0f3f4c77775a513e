import type { ModelRef } from '@skep/client'
import { useAsync, useClient } from '@skep/react'
import type { App, JsonValue } from '@skep/schema'
import { useEffect } from 'react'
import { SAMPLE_APP_ID } from './sample-app.ts'

/** The model of the sample app's answering step, as it is stored, and a way to put another there. */
export function useAppModel(): {
  readonly model: ModelRef | null
  readonly putModel: (model: ModelRef) => Promise<void>
} {
  const client = useClient()
  const { state, reload } = useAsync(() => client.apps.get(SAMPLE_APP_ID), [client])
  useEffect(
    () =>
      client.apps.watch((event) => {
        if (event.type === 'app_saved' && event.summary.id === SAMPLE_APP_ID) reload()
      }),
    [client, reload],
  )
  return {
    model: state.value ? modelOf(state.value.app) : null,
    async putModel(model) {
      const { app, revision } = await client.apps.get(SAMPLE_APP_ID)
      await client.apps.save(withModel(app, model), { baseRevision: revision })
    },
  }
}

function modelOf(app: App): ModelRef | null {
  const model = app.graph.nodes.find(({ type }) => type === 'llm')?.config.model
  if (!isRecord(model)) return null
  const { provider, name } = model
  return typeof provider === 'string' && typeof name === 'string' && name !== ''
    ? { provider, model: name }
    : null
}

function withModel(app: App, { provider, model: name }: ModelRef): App {
  const nodes = app.graph.nodes.map((node) => {
    if (node.type !== 'llm') return node
    const { model } = node.config
    const before = isRecord(model) ? model : {}
    return {
      ...node,
      config: { ...node.config, model: { mode: 'chat', parameters: {}, ...before, provider, name } },
    }
  })
  return { ...app, graph: { ...app.graph, nodes } }
}

function isRecord(value: JsonValue | undefined): value is { readonly [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

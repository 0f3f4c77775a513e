import type { RunPart } from '@skep/client'
import { useSetAtom, useStore } from '@skep/react/jotai'
import { type AppNode, type JsonObject, type JsonValue, runFields, type StartVariable } from '@skep/schema'
import { useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { conversationIdAtom, isRunningAtom, startRunAtom, stopRunAtom } from '../state/run-atoms.ts'
import { openSideAtom } from '../state/view-atoms.ts'
import { checkForm } from './check-form.ts'
import { formErrorsAtom, runInputsAtom, runQueryAtom } from './form-atoms.ts'

/** Starts and stops runs of the app as it stands in the editor. @internal */
export interface RunControl {
  /** Starts the whole, or a part that needs the inputs of the whole. */
  readonly start: (part?: RunPart) => void
  /** Opens the run view. */
  readonly open: () => void
  readonly stop: () => void
  /** Starts, or stops what runs. Opens the run view; starts at once when the form needs nothing. */
  readonly toggle: () => void
}

/** @internal */
export function useRunControl(): RunControl {
  const store = useStore()
  const { client } = useBuilder()
  const startRun = useSetAtom(startRunAtom)
  const stop = useSetAtom(stopRunAtom)
  const openSide = useSetAtom(openSideAtom)
  return useMemo(() => {
    const start = (part?: RunPart): void => {
      const app = store.get(appAtom)
      if (store.get(isRunningAtom)) return
      const isTalking = app.mode !== 'workflow'
      const variables = startVariables(app.graph.nodes)
      const typed = store.get(runInputsAtom)
      const inputs: Record<string, JsonValue> = {}
      for (const variable of variables) {
        const value = typed[variable.variable] ?? variable.default
        if (value !== undefined && value !== '') inputs[variable.variable] = value
      }
      const query = store.get(runQueryAtom)
      const errors = checkForm(variables, inputs, isTalking ? query : undefined)
      store.set(formErrorsAtom, errors)
      openSide('run')
      if (Object.keys(errors).length > 0) return
      const conversationId = store.get(conversationIdAtom)
      void startRun(client, {
        app,
        inputs: withParsedObjects(variables, inputs),
        isDraft: true,
        ...(part ? { part } : {}),
        ...(isTalking ? { query, ...(conversationId ? { conversationId } : {}) } : {}),
      })
    }
    return {
      start,
      stop,
      open: () => openSide('run'),
      toggle: () => (store.get(isRunningAtom) ? stop() : start()),
    }
  }, [store, client, startRun, stop, openSide])
}

/** JSON fields are typed as text; the form has been checked by now. */
function withParsedObjects(variables: readonly StartVariable[], inputs: JsonObject): JsonObject {
  const isObject = new Set(
    variables.flatMap(({ type, variable }) => (type === 'json-object' ? [variable] : [])),
  )
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      isObject.has(name) && typeof value === 'string' ? (JSON.parse(value) as JsonValue) : value, // parsed JSON is JSON
    ]),
  )
}

/** The fields of the form that starts a run. @internal */
export function startVariables(nodes: readonly AppNode[]): readonly StartVariable[] {
  return runFields(nodes).filter((variable) => variable.hidden !== true)
}

import type { RunPart } from '@skep/client'
import { checkFields, settle, toInputs } from '@skep/react/forms'
import { useSetAtom, useStore } from '@skep/react/jotai'
import { type AppNode, runFields, type StartVariable } from '@skep/schema'
import { useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { beginningWith } from '../core/roots.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { conversationIdAtom, isRunningAtom, startRunAtom, stopRunAtom } from '../state/run-atoms.ts'
import { openSideAtom } from '../state/view-atoms.ts'
import { formErrorsAtom, runInputsAtom, runQueryAtom, runRootAtom } from './form-atoms.ts'

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
  const { client, types } = useBuilder()
  const startRun = useSetAtom(startRunAtom)
  const stop = useSetAtom(stopRunAtom)
  const openSide = useSetAtom(openSideAtom)
  return useMemo(() => {
    const start = (part?: RunPart): void => {
      const app = beginningWith(store.get(appAtom), store.get(runRootAtom), types)
      if (store.get(isRunningAtom)) return
      const isTalking = app.mode !== 'workflow'
      const variables = startVariables(app.graph.nodes)
      const typed = store.get(runInputsAtom)
      const query = store.get(runQueryAtom)
      const fields = checkFields(variables, typed, {})
      const isQueryMissing = isTalking && query.trim() === ''
      store.set(formErrorsAtom, { fields, isQueryMissing })
      openSide('run')
      if (isQueryMissing || Object.keys(fields).length > 0) return
      const conversationId = store.get(conversationIdAtom)
      void startRun(client, {
        app,
        inputs: toInputs(settle(variables, typed, {}), {}),
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
  }, [store, client, types, startRun, stop, openSide])
}

/** The fields of the form that starts a run. @internal */
export function startVariables(nodes: readonly AppNode[]): readonly StartVariable[] {
  return runFields(nodes).filter((variable) => variable.hidden !== true)
}

import type { RunPart } from '@skep/client'
import { useSetAtom, useStore } from '@skep/react/jotai'
import { useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { cachedFrom, cachedRun, neededValues, needsQuery } from '../core/part-run.ts'
import { beginningWith, rootsOf } from '../core/roots.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { changedValuesAtom, partValuesAtom } from '../state/part-atoms.ts'
import { isRunningAtom, lastFullRunAtom, startRunAtom } from '../state/run-atoms.ts'
import { nodeTabAtom, selectNodesAtom } from '../state/view-atoms.ts'
import { runQueryAtom, runRootAtom } from './form-atoms.ts'
import { useRunControl } from './use-run-control.ts'

/** Runs parts of the app. @internal */
export interface PartRun {
  /** Opens the step with the form of what it uses; runs at once where there is nothing to fill in. */
  readonly openNode: (nodeId: string) => void
  readonly runNode: (nodeId: string) => void
  readonly runTo: (nodeId: string) => void
  readonly runFrom: (nodeId: string) => void
}

/** @internal */
export function usePartRun(): PartRun {
  const store = useStore()
  const { client, definitions, types } = useBuilder()
  const control = useRunControl()
  const startRun = useSetAtom(startRunAtom)
  const select = useSetAtom(selectNodesAtom)
  const setTab = useSetAtom(nodeTabAtom)
  return useMemo(() => {
    const start = (part: RunPart): void => {
      if (store.get(isRunningAtom)) return
      const whole = store.get(appAtom)
      const isRoot = rootsOf(whole, types).some(({ id }) => id === part.nodeId)
      const app = beginningWith(whole, isRoot ? part.nodeId : store.get(runRootAtom), types)
      const last = store.get(lastFullRunAtom)
      const query = store.get(runQueryAtom)
      void startRun(client, {
        app,
        isDraft: true,
        inputs: last?.inputs ?? {},
        part,
        ...(app.mode === 'workflow' ? {} : { query }),
      })
    }
    const runNode = (nodeId: string): void => {
      const app = store.get(appAtom)
      const values = neededValues(
        app,
        nodeId,
        definitions,
        store.get(lastFullRunAtom),
        store.get(partValuesAtom),
      )
      start({ kind: 'node', nodeId, cached: cachedFrom(values) })
    }
    return {
      runNode,
      openNode(nodeId) {
        const app = store.get(appAtom)
        const values = neededValues(
          app,
          nodeId,
          definitions,
          store.get(lastFullRunAtom),
          store.get(partValuesAtom),
        )
        setTab('last-run')
        select([nodeId])
        const isReady = values.every(({ value }) => value !== undefined)
        if (isReady && !needsQuery(app, nodeId, definitions)) runNode(nodeId)
      },
      // Everything that leads there runs, so the form of the app is asked as for a whole run.
      runTo: (nodeId) => control.start({ kind: 'to', nodeId }),
      runFrom(nodeId) {
        const app = store.get(appAtom)
        const cached = cachedRun(app, store.get(lastFullRunAtom), store.get(changedValuesAtom))
        control.open()
        start({ kind: 'from', nodeId, cached })
      },
    }
  }, [store, client, definitions, types, control, startRun, select, setTab])
}

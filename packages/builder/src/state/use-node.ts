import { atom, useAtomValue } from '@skep/react/jotai'
import type { AppNode, JsonObject } from '@skep/schema'
import { useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { type NodeRun, nodeRunOf } from '../core/run-marks.ts'
import type { PanelDefinition } from '../define-panel.ts'
import { nodesByIdAtom } from './edit-atoms.ts'
import { issuesAtom } from './issues-atoms.ts'
import { runAtom } from './run-atoms.ts'
import { selectedNodeIdsAtom } from './view-atoms.ts'

/** One node; the component renders again only when this node changes. @internal */
export function useNode(nodeId: string): AppNode | undefined {
  return useAtomValue(useMemo(() => atom((get) => get(nodesByIdAtom).get(nodeId)), [nodeId]))
}

/** @internal */
export function useIsSelected(nodeId: string): boolean {
  return useAtomValue(useMemo(() => atom((get) => get(selectedNodeIdsAtom).has(nodeId)), [nodeId]))
}

/** How many errors and warnings a node has. @internal */
export function useIssueCounts(nodeId: string): { readonly errors: number; readonly warnings: number } {
  const key = useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const issues = get(issuesAtom).filter((issue) => issue.nodeId === nodeId)
          const errors = issues.filter((issue) => issue.severity === 'error').length
          return `${errors}/${issues.length - errors}` // a string, so that equal counts do not render again
        }),
      [nodeId],
    ),
  )
  const [errors = 0, warnings = 0] = key.split('/').map(Number)
  return { errors, warnings }
}

/** How a node stands in the run on the canvas. @internal */
export function useNodeRun(nodeId: string): NodeRun | undefined {
  const key = useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const view = get(runAtom)
          const run = view ? nodeRunOf(view, nodeId) : undefined
          return run ? JSON.stringify(run) : '' // a string, so that equal states do not render again
        }),
      [nodeId],
    ),
  )
  return useMemo(() => (key === '' ? undefined : (JSON.parse(key) as NodeRun)), [key]) // made above
}

/** Whether a run is going on that has not come to this node yet. @internal */
export function useIsWaiting(nodeId: string): boolean {
  return useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const view = get(runAtom)
          return view?.status === 'running' && nodeRunOf(view, nodeId) === undefined
        }),
      [nodeId],
    ),
  )
}

/** A node's face, and its config when that fits the type. @internal */
export interface NodeFace {
  readonly panel: PanelDefinition | undefined
  /** Undefined when the type is unknown or the config does not fit its schema. */
  readonly config: JsonObject | undefined
}

/** @internal */
export function useNodeFace(node: AppNode | undefined): NodeFace {
  const { types, panels } = useBuilder()
  return useMemo(() => {
    if (!node) return { panel: undefined, config: undefined }
    const parsed = types.get(node.type)?.config.safeParse(node.config)
    return { panel: panels.get(node.type), config: parsed?.success ? parsed.data : undefined }
  }, [node, types, panels])
}

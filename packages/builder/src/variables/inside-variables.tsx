import { useAtomValue } from '@skep/react/jotai'
import { type App, type NodeDefinition, type VariableGroup, variablesInScope } from '@skep/schema'
import { type ReactElement, type ReactNode, useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { childrenOf } from '../core/frame.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { VariablesContext } from './variables-context.ts'

const PROBE = 'skep_probe'

/** What can be read at the end of a round: what the steps inside give, and all that they see themselves. @internal */
export function variablesInside(
  app: App,
  containerId: string,
  definitions: readonly NodeDefinition[],
): readonly VariableGroup[] {
  // A step that stands behind all others inside sees exactly that.
  const probe = {
    id: PROBE,
    type: 'answer',
    title: '',
    position: { x: 0, y: 0 },
    parentId: containerId,
    config: { answer: '' },
  }
  const edges = childrenOf(app, containerId).map(({ id }) => ({
    id: `${id}-${PROBE}`,
    source: id,
    sourceHandle: 'source',
    target: PROBE,
    targetHandle: 'target',
  }))
  return variablesInScope(
    {
      ...app,
      graph: { ...app.graph, nodes: [...app.graph.nodes, probe], edges: [...app.graph.edges, ...edges] },
    },
    PROBE,
    definitions,
  )
}

/** Lets the fields inside choose from what a container's rounds give. @internal */
export function InsideVariables(props: {
  readonly nodeId: string
  readonly children: ReactNode
}): ReactElement {
  const { definitions } = useBuilder()
  const app = useAtomValue(appAtom)
  const groups = useMemo(
    () => variablesInside(app, props.nodeId, definitions),
    [app, props.nodeId, definitions],
  )
  return <VariablesContext.Provider value={groups}>{props.children}</VariablesContext.Provider>
}

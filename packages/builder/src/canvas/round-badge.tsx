import type { ReactElement } from 'react'
import { useNodeRun } from '../state/use-node.ts'
import { useT } from '../use-t.ts'

/** How far a container is: the round it is in and how many there are. @internal */
export function RoundBadge({ nodeId }: { readonly nodeId: string }): ReactElement | null {
  const t = useT()
  const rounds = useNodeRun(nodeId)?.rounds
  if (!rounds || rounds.begun === 0) return null
  const { begun, length } = rounds
  return (
    <span
      data-rounds=""
      title={
        length === undefined
          ? t('builder.container.rounds', { count: begun })
          : t('builder.container.round', { index: begun, count: length })
      }
      className="sk:shrink-0 sk:rounded-full sk:bg-sunken sk:px-1.5 sk:py-0.5 sk:text-xs sk:text-muted sk:tabular-nums"
    >
      {length === undefined ? begun : `${begun}/${length}`}
    </span>
  )
}

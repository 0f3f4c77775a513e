import { useDirection } from '@skep/react'
import { cx } from '@skep/react/ui'
import type { AppNode } from '@skep/schema'
import type { NodeProps } from '@xyflow/react'
import { Play } from 'lucide-react'
import { memo, type ReactElement } from 'react'
import { useNode } from '../state/use-node.ts'
import { useT } from '../use-t.ts'
import { useHandleUpdates, Way } from './card-parts.tsx'
import { useHandles } from './use-handles.ts'

/** Where the rounds of a container begin: a small round mark, which comes and goes with its container. @internal */
export const InnerStartMark: (props: NodeProps) => ReactElement | null = memo(function InnerStartMark({
  id,
  selected,
  isConnectable,
}: NodeProps) {
  const node = useNode(id)
  return node ? <Mark node={node} isSelected={selected === true} isConnectable={isConnectable} /> : null
}) as (props: NodeProps) => ReactElement | null // memo keeps the props

function Mark(props: {
  readonly node: AppNode
  readonly isSelected: boolean
  readonly isConnectable: boolean
}): ReactElement {
  const { node, isSelected, isConnectable } = props
  const t = useT()
  const dir = useDirection()
  const handles = useHandles(node)
  useHandleUpdates(node.id, handles)
  const [handle] = handles
  return (
    <div
      dir={dir}
      data-node-card={node.id}
      data-node-type={node.type}
      title={t('builder.container.begins')}
      className={cx(
        'skep-card sk:relative sk:flex sk:size-10 sk:items-center sk:justify-center sk:rounded-full sk:border sk:bg-surface sk:text-accent-text sk:shadow-1',
        isSelected ? 'sk:border-accent sk:ring-3 sk:ring-accent/20' : 'sk:border-line-strong',
      )}
    >
      <Play size={14} fill="currentColor" role="img" aria-label={t('builder.container.begins')} />
      {handle ? <Way node={node} handle={handle} isConnectable={isConnectable} /> : null}
    </div>
  )
}

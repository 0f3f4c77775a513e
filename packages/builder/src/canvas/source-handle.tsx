import { cx } from '@skep/react/ui'
import { Handle, Position } from '@xyflow/react'
import { Plus } from 'lucide-react'
import type { MouseEvent, ReactElement } from 'react'
import { useT } from '../use-t.ts'

/** @internal */
export interface SourceHandleProps {
  readonly id: string
  readonly label: string | undefined
  readonly isWarning?: boolean
  readonly isReadOnly: boolean
  readonly onAdd: (point: { readonly x: number; readonly y: number }) => void
}

/** A way out: a dot that becomes a plus. Dragging draws an edge, a click adds the next node. @internal */
export function SourceHandle({ id, label, isWarning, isReadOnly, onAdd }: SourceHandleProps): ReactElement {
  const t = useT()
  const onClick = (event: MouseEvent): void => {
    event.stopPropagation()
    const box = event.currentTarget.getBoundingClientRect()
    onAdd({ x: box.right + 6, y: box.top })
  }
  return (
    <Handle
      type="source"
      id={id}
      position={Position.Right}
      isConnectable={!isReadOnly}
      // The outline does the same for those who do not see the canvas.
      aria-hidden="true"
      title={label ? t('builder.handle.addAfterBranch', { branch: label }) : t('builder.handle.addAfter')}
      data-testid={`handle-${id}`}
      className={cx('skep-handle', isWarning && 'skep-handle-warn')}
      {...(isReadOnly ? {} : { onClick })}
    >
      <Plus size={12} strokeWidth={2.5} className="skep-handle-plus" aria-hidden="true" />
    </Handle>
  )
}

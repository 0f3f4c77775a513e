import { cx } from '@skep/react/ui'
import { NOTE_TYPE, type NodeDefinition } from '@skep/schema'
import { CircleHelp, StickyNote } from 'lucide-react'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'

const TINTS: Readonly<Record<NodeDefinition['category'], string>> = {
  flow: 'sk:bg-accent-soft sk:text-accent-text',
  input: 'sk:bg-accent-soft sk:text-accent-text',
  model: 'sk:bg-info-soft sk:text-info',
  knowledge: 'sk:bg-good-soft sk:text-good',
  logic: 'sk:bg-warn-soft sk:text-warn',
  transform: 'sk:bg-sunken sk:text-muted',
  tool: 'sk:bg-sunken sk:text-muted',
  other: 'sk:bg-sunken sk:text-muted',
}

/** The icon of a node type on a tile tinted by its category. @internal */
export function NodeIconTile(props: { readonly type: string; readonly size?: 'sm' | 'md' }): ReactElement {
  const { types, panels } = useBuilder()
  const Icon = panels.get(props.type)?.icon ?? (props.type === NOTE_TYPE ? StickyNote : CircleHelp)
  const isSmall = props.size === 'sm'
  return (
    <span
      aria-hidden="true"
      className={cx(
        'sk:inline-flex sk:shrink-0 sk:items-center sk:justify-center',
        isSmall ? 'sk:size-5 sk:rounded-[5px]' : 'sk:size-7 sk:rounded-sm',
        TINTS[types.get(props.type)?.category ?? 'other'],
      )}
    >
      <Icon size={isSmall ? 12 : 16} />
    </span>
  )
}

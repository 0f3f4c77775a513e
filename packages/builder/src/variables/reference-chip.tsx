import { cx } from '@skep/react/ui'
import type { Selector } from '@skep/schema'
import { TriangleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { useT } from '../use-t.ts'
import { useDescribe } from './variables-context.ts'

/** A reference as people know it: the node's title and the variable's name. @internal */
export function ReferenceChip({ selector }: { readonly selector: Selector }): ReactElement {
  const t = useT()
  const look = useDescribe()(selector)
  const isBroken = look.problem !== undefined
  return (
    <span
      className="sk:flex sk:min-w-0 sk:items-center sk:gap-1.5"
      title={look.problem ? t(`builder.variables.problem.${look.problem}`) : undefined}
    >
      {isBroken ? (
        <TriangleAlert size={13} className="sk:shrink-0 sk:text-bad" aria-hidden="true" />
      ) : look.nodeType ? (
        <NodeIconTile type={look.nodeType} size="sm" />
      ) : null}
      <span className={cx('sk:truncate', isBroken && 'sk:text-bad')}>
        <span className={isBroken ? '' : 'sk:text-muted'}>{look.title}</span>
        {' · '}
        <span className="sk:font-mono sk:text-sm">{look.path}</span>
      </span>
    </span>
  )
}

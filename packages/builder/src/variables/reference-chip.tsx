import { cx, OWN_DIRECTION } from '@skep/react/ui'
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
      title={look.problem ? t(`builder.variables.problem.${look.problem}`) : `${look.title} · ${look.path}`}
    >
      {isBroken ? (
        <TriangleAlert size={13} className="sk:shrink-0 sk:text-bad" aria-hidden="true" />
      ) : look.nodeType ? (
        <NodeIconTile type={look.nodeType} size="sm" />
      ) : null}
      {/* A long title gives way to the variable's name: several of one node are told apart by it. */}
      <span className={cx('sk:flex sk:min-w-0 sk:items-baseline', isBroken && 'sk:text-bad')}>
        <span dir="auto" className={cx('sk:truncate', OWN_DIRECTION, !isBroken && 'sk:text-muted')}>
          {look.title}
        </span>
        <span className="sk:max-w-full sk:shrink-0 sk:truncate sk:whitespace-pre">
          {' · '}
          <span className="sk:font-mono sk:text-sm">{look.path}</span>
        </span>
      </span>
    </span>
  )
}

import { useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Button, cx, VisuallyHidden } from '@skep/react/ui'
import { CircleCheck, ListChecks } from 'lucide-react'
import { type ReactElement, useContext } from 'react'
import { RoomContext } from '../room-context.ts'
import { issueTotalsAtom } from '../state/issues-atoms.ts'
import { openSideAtom, sideViewAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'

/** How many problems there are; opens the checklist. @internal */
export function IssuesButton(): ReactElement {
  const t = useT()
  const { errors, warnings } = useAtomValue(issueTotalsAtom)
  const side = useAtomValue(sideViewAtom)
  const openSide = useSetAtom(openSideAtom)
  const isNarrow = useContext(RoomContext) === 'narrow'
  const count = errors + warnings
  return (
    <Button
      variant="ghost"
      aria-pressed={side === 'issues'}
      icon={count === 0 ? <CircleCheck size={15} className="sk:text-good" /> : <ListChecks size={15} />}
      onClick={() => openSide(side === 'issues' ? null : 'issues')}
    >
      {isNarrow ? <VisuallyHidden>{t('builder.issues.title')}</VisuallyHidden> : t('builder.issues.title')}{' '}
      {count > 0 ? (
        <span
          className={cx(
            'sk:flex sk:h-4.5 sk:min-w-4.5 sk:items-center sk:justify-center sk:rounded-full sk:px-1 sk:text-xs sk:tabular-nums',
            errors > 0 ? 'sk:bg-bad-soft sk:text-bad' : 'sk:bg-sunken sk:text-muted',
          )}
        >
          {count}
        </span>
      ) : null}{' '}
      <VisuallyHidden>{t('builder.issues.count', { count })}</VisuallyHidden>
    </Button>
  )
}

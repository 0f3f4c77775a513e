import { useAtomValue } from '@skep/react/jotai'
import { Badge, Button, cx, Spinner, Tooltip } from '@skep/react/ui'
import { Check, CloudAlert, Eye } from 'lucide-react'
import { type ReactElement, useContext } from 'react'
import { useBuilder } from '../builder-context.ts'
import { RoomContext } from '../room-context.ts'
import { saveStateAtom } from '../state/save-atoms.ts'
import { useT } from '../use-t.ts'

/** Whether what is seen is also stored. @internal */
export function SaveBadge(): ReactElement | null {
  const t = useT()
  const { isReadOnly, saving } = useBuilder()
  const state = useAtomValue(saveStateAtom)
  const isNarrow = useContext(RoomContext) === 'narrow'
  if (isReadOnly) {
    return (
      <Badge icon={<Eye size={12} />} className="sk:ms-1">
        {t('builder.readOnly')}
      </Badge>
    )
  }
  if (!state) return null
  if (state.status === 'failed') {
    return (
      <Tooltip content={`${state.error.message} (${state.error.code})`} side="bottom">
        <Button size="sm" variant="danger" icon={<CloudAlert size={14} />} onClick={() => saving?.retry()}>
          {t('builder.save.retry')}
        </Button>
      </Tooltip>
    )
  }
  if (state.status === 'conflict') {
    return <Badge tone="bad">{t('builder.save.conflict')}</Badge>
  }
  const isSaved = state.status === 'saved'
  return (
    <span
      role="status"
      data-save-state={state.status}
      className={cx('sk:flex sk:shrink-0 sk:items-center sk:gap-1 sk:text-sm sk:text-muted', 'skep-save')}
    >
      {isSaved ? (
        <Check size={13} className="sk:text-good" aria-hidden="true" />
      ) : (
        <Spinner size={12} label="" />
      )}
      <span className={cx('skep-save-text', isNarrow && 'sk:sr-only')}>
        {t(isSaved ? 'builder.save.saved' : 'builder.save.saving')}
      </span>
    </span>
  )
}

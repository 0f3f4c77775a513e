import { useAtomValue } from '@skep/react/jotai'
import { Button, Dialog } from '@skep/react/ui'
import type { App } from '@skep/schema'
import { type ReactElement, useEffect, useState } from 'react'
import type { Saving } from './builder-context.ts'
import { type Difference, differencesBetween } from './core/differences.ts'
import { saveStateAtom } from './state/save-atoms.ts'
import { useT } from './use-t.ts'

const SHOWN = 8

/** Somebody else saved the app: a person chooses, and sees what is at stake. @internal */
export function ConflictDialog({
  mine,
  saving,
}: {
  readonly mine: () => App
  readonly saving: Saving
}): ReactElement | null {
  const t = useT()
  const state = useAtomValue(saveStateAtom)
  const theirs = state?.status === 'conflict' ? state.theirs : undefined
  const [isOpen, setOpen] = useState(false)
  useEffect(() => setOpen(theirs !== undefined), [theirs])
  if (!theirs) return null
  const differences = differencesBetween(mine(), theirs.app)
  const rest = differences.length - SHOWN
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title={t('builder.conflict.title')}
      description={t('builder.conflict.text')}
      footer={
        <>
          <Button onClick={saving.takeTheirs}>{t('builder.conflict.takeTheirs')}</Button>
          <Button variant="primary" onClick={saving.keepMine}>
            {t('builder.conflict.keepMine')}
          </Button>
        </>
      }
    >
      <h3 className="sk:pb-1.5 sk:font-semibold">{t('builder.conflict.differences')}</h3>
      {differences.length === 0 ? (
        <p className="sk:text-muted">{t('builder.conflict.onlyPlaces')}</p>
      ) : (
        <ul className="sk:flex sk:flex-col sk:gap-1 sk:text-muted">
          {differences.slice(0, SHOWN).map((difference) => (
            <li key={`${difference.kind}/${'title' in difference ? difference.title : ''}`}>
              · {say(difference, t)}
            </li>
          ))}
          {rest > 0 ? <li>· {t('builder.conflict.more', { count: rest })}</li> : null}
        </ul>
      )}
    </Dialog>
  )
}

function say(difference: Difference, t: ReturnType<typeof useT>): string {
  return 'title' in difference
    ? t(`builder.conflict.${difference.kind}`, { title: difference.title })
    : t(`builder.conflict.${difference.kind}`)
}

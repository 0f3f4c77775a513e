import { useAtom } from '@skep/react/jotai'
import { Dialog, Kbd } from '@skep/react/ui'
import { Fragment, type ReactElement } from 'react'
import { SHORTCUTS, shortcutText } from '../shortcuts.ts'
import { openDialogAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'

/** The keys of the builder. @internal */
export function ShortcutsDialog(): ReactElement {
  const t = useT()
  const [dialog, setDialog] = useAtom(openDialogAtom)
  return (
    <Dialog
      open={dialog === 'shortcuts'}
      onOpenChange={() => setDialog(null)}
      title={t('builder.shortcuts.title')}
      description={t('builder.shortcuts.text')}
    >
      <dl className="sk:grid sk:grid-cols-[1fr_auto] sk:gap-x-6 sk:gap-y-2">
        {SHORTCUTS.map(({ keys, action }) => (
          <Fragment key={action}>
            <dt className="sk:text-muted">{t(`builder.shortcuts.${action}`)}</dt>
            <dd className="sk:flex sk:justify-end sk:gap-1.5">
              {keys.map((combination) => (
                <Kbd key={combination}>{shortcutText(combination)}</Kbd>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  )
}

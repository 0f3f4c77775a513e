import { atom, useAtomValue } from '@skep/react/jotai'
import { cx, OWN_DIRECTION } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setAppText } from '../core/commands/settings.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'

const nameAtom = atom((get) => get(appAtom).name)
const iconAtom = atom((get) => get(appAtom).icon)

/** The app's icon and its name, which is typed in place. @internal */
export function AppName(): ReactElement {
  const t = useT()
  const { edit, isReadOnly } = useBuilder()
  const name = useAtomValue(nameAtom)
  const icon = useAtomValue(iconAtom)
  const isEmoji = icon !== undefined && icon.length <= 8 && !icon.includes('/')
  return (
    <div className="sk:flex sk:min-w-0 sk:items-center sk:gap-1.5">
      {isEmoji ? (
        <span aria-hidden="true" className="sk:text-lg">
          {icon}
        </span>
      ) : null}
      {isReadOnly ? (
        <h1 dir="auto" className={cx('sk:truncate sk:px-1.5 sk:text-md sk:font-semibold', OWN_DIRECTION)}>
          {name}
        </h1>
      ) : (
        <input
          dir="auto"
          aria-label={t('builder.app.name')}
          placeholder={t('builder.app.unnamed')}
          value={name}
          spellCheck={false}
          onChange={(event) => edit((app) => setAppText(app, 'name', event.target.value))}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
          }}
          className={cx(
            OWN_DIRECTION,
            'sk:field-sizing-content sk:max-w-70 sk:min-w-12 sk:shrink sk:truncate sk:rounded-sm sk:px-1.5 sk:py-1 sk:text-md sk:font-semibold sk:hover:bg-hover sk:focus-visible:bg-surface sk:focus-visible:outline-2 sk:focus-visible:outline-accent',
          )}
        />
      )}
    </div>
  )
}

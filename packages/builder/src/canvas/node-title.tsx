import { useAtom } from '@skep/react/jotai'
import { cx, OWN_DIRECTION } from '@skep/react/ui'
import type { AppNode } from '@skep/schema'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { rename } from '../core/commands/settings.ts'
import { renamingNodeAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'

/** A card's title; a field while it is being renamed (F2 or a double click). @internal */
export function NodeTitle({ node }: { readonly node: AppNode }): ReactElement {
  const t = useT()
  const { edit, isReadOnly, canvas } = useBuilder()
  const [renaming, setRenaming] = useAtom(renamingNodeAtom)
  if (renaming !== node.id) {
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: F2 does the same from the keyboard
      <span
        dir="auto"
        className={cx('sk:min-w-0 sk:flex-1 sk:truncate sk:text-base sk:font-semibold', OWN_DIRECTION)}
        title={node.title}
        onDoubleClick={isReadOnly ? undefined : () => setRenaming(node.id)}
      >
        {node.title}
      </span>
    )
  }
  const finish = (title: string): void => {
    const trimmed = title.trim()
    if (trimmed) edit((app) => rename(app, node.id, trimmed))
    setRenaming(null)
    canvas.current?.focus()
  }
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to rename
      autoFocus
      aria-label={t('builder.node.titleField')}
      dir="auto"
      defaultValue={node.title}
      className="nodrag sk:min-w-0 sk:flex-1 sk:rounded-[4px] sk:bg-sunken sk:px-1 sk:text-base sk:font-semibold sk:outline-2 sk:outline-accent"
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') finish(event.currentTarget.value)
        if (event.key === 'Escape') {
          setRenaming(null)
          canvas.current?.focus()
        }
      }}
    />
  )
}

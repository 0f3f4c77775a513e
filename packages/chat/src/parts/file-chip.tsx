import { cx, OWN_DIRECTION, Spinner } from '@skep/react/ui'
import { FileAudio, FileText, FileVideo, ImageIcon, type LucideIcon } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'

const ICONS: Readonly<Record<string, LucideIcon>> = { image: ImageIcon, audio: FileAudio, video: FileVideo }

/** A file by name, with what can be done to it. @internal */
export function FileChip(props: {
  readonly name: string
  readonly type?: string | undefined
  /** Set while it comes in: what a screen reader hears. */
  readonly busyLabel?: string | undefined
  readonly children?: ReactNode
}): ReactElement {
  const { name, type = '', busyLabel, children } = props
  const Icon = ICONS[type] ?? FileText
  return (
    <span className="sk:flex sk:h-8 sk:max-w-full sk:min-w-0 sk:items-center sk:gap-2 sk:rounded-sm sk:border sk:border-line sk:bg-surface sk:ps-2 sk:pe-2 sk:text-sm">
      {busyLabel === undefined ? (
        <Icon size={14} className="sk:shrink-0 sk:text-muted" aria-hidden="true" />
      ) : (
        <Spinner size={14} label={busyLabel} />
      )}
      <bdi className={cx('sk:min-w-0 sk:truncate', OWN_DIRECTION)}>{name}</bdi>
      {children}
    </span>
  )
}

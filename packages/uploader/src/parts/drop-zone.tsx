import { acceptedExtensions, describeFormats } from '@skep/client'
import { formatBytes, useLocale, useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { Button, cx } from '@skep/react/ui'
import { FileUp, FolderUp, Upload } from 'lucide-react'
import { type ReactElement, useRef } from 'react'
import { baseAtom, statusAtom } from '../state/atoms.ts'
import { filesOfInput } from '../state/dropped-files.ts'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { AddMenu } from './add-menu.tsx'
import { useFileDrop } from './use-file-drop.ts'

/** @public */
export interface KnowledgeDropZoneProps {
  /** What is said about formats. The engine decides; this is for the reader. */
  readonly formats?: string
  /** Largest file of the engine, in bytes; only said, never enforced here. Default 100 MiB, the engine's own default. */
  readonly maxSizeBytes?: number
  /** `accept` of the file chooser. */
  readonly accept?: string
  readonly className?: string
}

const MAX_BYTES = 100 * 1024 * 1024

/** Where files and folders are dropped, chosen or pasted. Nothing for a base that another program answers for. @public */
export function KnowledgeDropZone(props: KnowledgeDropZoneProps): ReactElement | null {
  const {
    formats = describeFormats(),
    maxSizeBytes = MAX_BYTES,
    accept = acceptedExtensions(),
    className,
  } = props
  const t = useMessages(uploaderMessages)
  const locale = useLocale()
  const { session } = useKnowledge()
  const status = useAtomValue(statusAtom)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const { isOver, handlers } = useFileDrop(session.add, t('uploader.pastedName'))
  const isExternal = useAtomValue(baseAtom)?.external !== undefined
  const isDisabled = status.status !== 'ready'
  const onChange = (input: HTMLInputElement): void => {
    if (input.files) session.add(filesOfInput(input.files))
    // The same file may be chosen again.
    input.value = ''
  }
  if (isExternal) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset belongs to a form
    <div
      {...handlers}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a place for the focus, so that one can paste here
      tabIndex={0}
      role="group"
      aria-label={t('uploader.dropTitle')}
      className={cx(
        'sk:@container sk:flex sk:flex-col sk:items-center sk:justify-center sk:gap-1 sk:rounded-lg sk:border sk:border-dashed sk:px-6 sk:py-6 sk:text-center sk:transition-colors sk:duration-100 sk:focus-visible:outline-2 sk:focus-visible:outline-offset-2 sk:focus-visible:outline-accent',
        isOver ? 'sk:border-accent sk:bg-accent-soft' : 'sk:border-line-strong/70 sk:bg-surface',
        className,
      )}
    >
      <span
        className={cx(
          'sk:mb-1.5 sk:flex sk:size-9 sk:items-center sk:justify-center sk:rounded-md',
          isOver ? 'sk:bg-accent sk:text-accent-ink' : 'sk:bg-accent-soft sk:text-accent-text',
        )}
      >
        <Upload size={17} />
      </span>
      <p className="sk:text-md sk:font-semibold">
        {isOver ? t('uploader.dropNow') : t('uploader.dropTitle')}
      </p>
      <p className="sk:text-sm sk:text-muted sk:text-balance">
        {t('uploader.limits', { formats, size: formatBytes(maxSizeBytes, locale) })}
      </p>
      <div className="sk:mt-3 sk:flex sk:flex-wrap sk:justify-center sk:gap-2">
        <Button
          variant="primary"
          icon={<FileUp size={15} />}
          disabled={isDisabled}
          onClick={() => files.current?.click()}
        >
          {t('uploader.chooseFiles')}
        </Button>
        <Button icon={<FolderUp size={15} />} disabled={isDisabled} onClick={() => folder.current?.click()}>
          {t('uploader.chooseFolder')}
        </Button>
        <AddMenu disabled={isDisabled} />
      </div>
      <p className="sk:mt-2 sk:text-xs sk:text-faint">{t('uploader.paste')}</p>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={accept}
        aria-label={t('uploader.chooseFiles')}
        onChange={(event) => onChange(event.currentTarget)}
      />
      <input
        ref={(input) => {
          folder.current = input
          // Not among the properties that React knows.
          input?.setAttribute('webkitdirectory', '')
        }}
        type="file"
        multiple
        hidden
        aria-label={t('uploader.chooseFolder')}
        onChange={(event) => onChange(event.currentTarget)}
      />
    </div>
  )
}

import { type ErrorData, type FileValue, type StartVariable, toErrorData } from '@skep/schema'
import { FileText, Paperclip, X } from 'lucide-react'
import { type ReactElement, useRef, useState } from 'react'
import { reactMessages } from '../react-messages.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field, type FieldTexts } from '../ui/field.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { useMessages } from '../use-messages.ts'
import { useClient } from '../use-skep.ts'

/** @internal */
export interface FileFieldProps {
  readonly variable: StartVariable
  readonly texts: FieldTexts
  readonly files: readonly FileValue[]
  /** By function: a file that comes in late must not undo what was done meanwhile. */
  readonly onFilesChange: (change: (files: readonly FileValue[]) => readonly FileValue[]) => void
  /** Called with true when an upload begins and with false when it ends. */
  readonly onUploading?: (isUploading: boolean) => void
}

const MOST_FILES = 5

/** Files for the app. They go to the file store; the run gets references. @internal */
export function FileField({
  variable,
  texts,
  files,
  onFilesChange,
  onUploading,
}: FileFieldProps): ReactElement {
  const t = useMessages(reactMessages)
  const client = useClient()
  const input = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorData | null>(null)
  const isList = variable.type === 'file-list'
  const most = isList ? (variable.maxLength ?? MOST_FILES) : 1
  const accept = acceptOf(variable)
  const upload = async (chosen: readonly File[]): Promise<void> => {
    setBusy(true)
    onUploading?.(true)
    setFailure(null)
    try {
      const stored = await Promise.all(
        chosen.map((file) => client.files.upload({ name: file.name, mimeType: file.type, bytes: file })),
      )
      onFilesChange((now) => (isList ? [...now, ...stored] : stored))
    } catch (caught) {
      setFailure(toErrorData(caught))
    } finally {
      setBusy(false)
      onUploading?.(false)
    }
  }
  return (
    <Field isRequired={variable.required} {...texts}>
      {(control) => (
        <div className="sk:flex sk:min-w-0 sk:flex-col sk:items-start sk:gap-1.5">
          {files.map((file) => (
            <div
              key={file.id}
              className="sk:flex sk:w-full sk:min-w-0 sk:items-center sk:gap-2 sk:rounded-sm sk:border sk:border-line sk:ps-2.5 sk:pe-1"
            >
              <FileText size={14} className="sk:shrink-0 sk:text-muted" aria-hidden="true" />
              <span className="sk:min-w-0 sk:flex-1 sk:truncate">{file.name}</span>
              <IconButton
                label={t('react.input.removeFile', { name: file.name })}
                icon={<X size={14} />}
                onClick={() => onFilesChange((now) => now.filter((each) => each.id !== file.id))}
              />
            </div>
          ))}
          {files.length < most ? (
            <Button
              {...control}
              icon={<Paperclip size={14} />}
              isBusy={isBusy}
              onClick={() => input.current?.click()}
            >
              {t(isList ? 'react.input.chooseFiles' : 'react.input.chooseFile')}
            </Button>
          ) : null}
          <input
            ref={input}
            type="file"
            hidden
            multiple={isList}
            {...(accept ? { accept } : {})}
            onChange={(event) => {
              const chosen = [...(event.target.files ?? [])]
              event.target.value = ''
              if (chosen.length > 0) void upload(chosen)
            }}
          />
          {failure ? <ErrorNote error={failure} look="line" /> : null}
        </div>
      )}
    </Field>
  )
}

const MEDIA: readonly string[] = ['image', 'audio', 'video']

/** What the file dialog offers; nothing where documents are taken, which no short list names. */
function acceptOf({ allowedFileTypes = [], allowedFileExtensions = [] }: StartVariable): string | undefined {
  const names = allowedFileTypes.flatMap((type) =>
    MEDIA.includes(type)
      ? [`${type}/*`]
      : type === 'custom'
        ? allowedFileExtensions.map((each) => (each.startsWith('.') ? each : `.${each}`))
        : [],
  )
  return names.length > 0 && !allowedFileTypes.includes('document') ? names.join() : undefined
}

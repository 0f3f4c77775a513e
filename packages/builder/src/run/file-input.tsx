import { Button, ErrorNote, Field, IconButton } from '@skep/react/ui'
import { type ErrorData, type FileValue, type JsonValue, type StartVariable, toErrorData } from '@skep/schema'
import { FileText, Paperclip, X } from 'lucide-react'
import { type ReactElement, useRef, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { asJson } from '../core/patches.ts'
import { useT } from '../use-t.ts'

/** @internal */
export interface FileInputProps {
  readonly variable: StartVariable
  readonly error: string | undefined
  readonly value: JsonValue | undefined
  readonly onValueChange: (value: JsonValue | undefined) => void
}

/** Files for a run. They go to the file store; the run gets references. @internal */
export function FileInput({ variable, error, value, onValueChange }: FileInputProps): ReactElement {
  const t = useT()
  const { client } = useBuilder()
  const input = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorData | null>(null)
  const isList = variable.type === 'file-list'
  const files = filesOf(value)
  const most = isList ? (variable.maxLength ?? 5) : 1
  const put = (next: readonly FileValue[]): void => {
    const [first] = next
    if (isList) onValueChange(next.length > 0 ? next.map(asJson) : undefined)
    else onValueChange(first ? asJson(first) : undefined)
  }
  const upload = async (chosen: readonly File[]): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      const stored = await Promise.all(
        chosen
          .slice(0, isList ? most - files.length : 1)
          .map((file) => client.files.upload({ name: file.name, mimeType: file.type, bytes: file })),
      )
      put(isList ? [...files, ...stored] : stored)
    } catch (cause) {
      setFailure(toErrorData(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Field
      label={variable.label || variable.variable}
      isRequired={variable.required}
      error={error}
      {...(variable.description ? { hint: variable.description } : {})}
    >
      {(control) => (
        <div className="sk:flex sk:flex-col sk:items-start sk:gap-1.5">
          {files.map((file) => (
            <div
              key={file.id}
              className="sk:flex sk:w-full sk:items-center sk:gap-2 sk:rounded-sm sk:border sk:border-line sk:ps-2.5 sk:pe-1"
            >
              <FileText size={14} className="sk:text-muted" aria-hidden="true" />
              <span className="sk:min-w-0 sk:flex-1 sk:truncate">{file.name}</span>
              <IconButton
                label={t('builder.row.remove', { name: file.name })}
                icon={<X size={14} />}
                onClick={() => put(files.filter((each) => each.id !== file.id))}
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
              {t('builder.run.chooseFile')}
            </Button>
          ) : null}
          <input
            ref={input}
            type="file"
            hidden
            aria-label={variable.label || variable.variable}
            multiple={isList}
            {...(variable.allowedFileExtensions?.length
              ? { accept: variable.allowedFileExtensions.map(withDot).join() }
              : {})}
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

function filesOf(value: JsonValue | undefined): readonly FileValue[] {
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
  return list.flatMap((each: JsonValue) =>
    typeof each === 'object' &&
    each !== null &&
    !Array.isArray(each) &&
    'kind' in each &&
    each.kind === 'file'
      ? [each as unknown as FileValue] // a file value is recognised by its kind
      : [],
  )
}

function withDot(extension: string): string {
  return extension.startsWith('.') ? extension : `.${extension}`
}

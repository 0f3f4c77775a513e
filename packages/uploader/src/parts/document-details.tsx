import type { KnowledgeDocument, MetadataField } from '@skep/client'
import { formatBytes, useClient, useLocale, useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { Button, Dialog, ErrorNote, NumberField, TextField } from '@skep/react/ui'
import { type ErrorData, type JsonObject, type JsonValue, toErrorData } from '@skep/schema'
import { type ReactElement, useState } from 'react'
import { baseAtom } from '../state/atoms.ts'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { DateField } from './date-field.tsx'

/** @internal */
export interface DocumentDetailsProps {
  readonly document: KnowledgeDocument
  readonly onClose: () => void
}

/** What is known of a document, and the values that searches may be limited by. @internal */
export function DocumentDetails({ document, onClose }: DocumentDetailsProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const locale = useLocale()
  const client = useClient()
  const { session } = useKnowledge()
  const fields = useAtomValue(baseAtom)?.metadataFields ?? []
  const [values, setValues] = useState<JsonObject>(document.metadata)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const isReadOnly = document.isArchived
  const save = async (): Promise<void> => {
    setBusy(true)
    try {
      await session.change(() => client.knowledge.updateDocument(document.id, { metadata: values }))
      onClose()
    } catch (caught) {
      setError(toErrorData(caught))
      setBusy(false)
    }
  }
  const time = (ms: number): string =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(ms)
  const facts: readonly (readonly [string, string])[] = [
    [t('uploader.factSource'), sourceText(document, t('uploader.sourceFile'), t('uploader.sourceText'))],
    [t('uploader.factSize'), formatBytes(document.sizeBytes, locale)],
    [t('uploader.factAdded'), time(document.createdAtMs)],
    [t('uploader.factChanged'), time(document.updatedAtMs)],
    [t('uploader.factFound'), t('uploader.hitCount', { count: document.hitCount })],
  ]
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={document.name}
      size="sm"
      {...(fields.length > 0 && !isReadOnly
        ? {
            footer: (
              <Button variant="primary" isBusy={isBusy} onClick={() => void save()}>
                {t('uploader.save')}
              </Button>
            ),
          }
        : {})}
    >
      <div className="sk:flex sk:flex-col sk:gap-4">
        <dl className="sk:grid sk:grid-cols-[auto_1fr] sk:gap-x-4 sk:gap-y-1 sk:text-sm">
          {facts.map(([name, value]) => (
            <div key={name} className="sk:contents">
              <dt className="sk:text-muted">{name}</dt>
              <dd className="sk:min-w-0 sk:break-words">
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        {error ? <ErrorNote error={error} /> : null}
        {fields.length === 0 ? (
          <p className="sk:text-sm sk:text-muted">{t('uploader.noMetadata')}</p>
        ) : (
          fields.map((field) => (
            <MetadataValue
              key={field.name}
              field={field}
              value={values[field.name]}
              isReadOnly={isReadOnly}
              onChange={(value) => setValues({ ...values, [field.name]: value })}
            />
          ))
        )}
      </div>
    </Dialog>
  )
}

function sourceText({ source }: KnowledgeDocument, file: string, text: string): string {
  if (source.type === 'web') return source.url
  if (source.type === 'connector') return source.itemId
  return source.type === 'file' ? file : text
}

/** An emptied value is null, which takes it back. */
function MetadataValue({
  field: { name, type },
  value,
  isReadOnly,
  onChange,
}: {
  readonly field: MetadataField
  readonly value: JsonValue | undefined
  readonly isReadOnly: boolean
  readonly onChange: (value: string | number | null) => void
}): ReactElement {
  const number = typeof value === 'number' ? value : undefined
  switch (type) {
    case 'string':
      return (
        <TextField
          label={name}
          value={typeof value === 'string' ? value : ''}
          disabled={isReadOnly}
          onValueChange={(text) => onChange(text === '' ? null : text)}
        />
      )
    case 'number':
      return (
        <NumberField
          label={name}
          value={number}
          disabled={isReadOnly}
          onValueChange={(next) => onChange(next ?? null)}
        />
      )
    case 'time':
      return <DateField label={name} value={number} disabled={isReadOnly} onValueChange={onChange} />
    default:
      return type satisfies never
  }
}

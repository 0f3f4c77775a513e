import type { Annotation } from '@skep/client'
import { useAsync } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { Button, ConfirmDialog, ErrorNote, IconButton, Spinner } from '@skep/react/ui'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'
import { AnnotationDialog } from './annotation-dialog.tsx'

/**
 * The stored answers of the app. They are kept beside it, not in it, so they are no part of its history and come into
 * force at once.
 * @internal
 */
export function AnnotationList(): ReactElement {
  const t = useT()
  const { client, isReadOnly } = useBuilder()
  const { id: appId } = useAtomValue(appAtom)
  const { state, reload } = useAsync(() => client.annotations.list(appId), [client, appId])
  const [editing, setEditing] = useState<Annotation | 'new' | null>(null)
  const [removing, setRemoving] = useState<Annotation | null>(null)
  return (
    <div className="sk:flex sk:flex-col sk:gap-2">
      {state.status === 'loading' && !state.value ? (
        <Spinner size={16} label={t('builder.feature.loadingAnswers')} />
      ) : null}
      {state.status === 'failed' ? <ErrorNote error={state.error} onRetry={reload} /> : null}
      {state.value?.length === 0 ? <EmptyRow>{t('builder.feature.noAnswers')}</EmptyRow> : null}
      {state.value && state.value.length > 0 ? (
        <ul
          aria-label={t('builder.feature.answers')}
          className="sk:flex sk:flex-col sk:divide-y sk:divide-line sk:rounded-sm sk:border sk:border-line"
        >
          {state.value.map((annotation) => (
            <li
              key={annotation.id}
              className="sk:flex sk:min-w-0 sk:items-start sk:gap-1 sk:py-2 sk:ps-3 sk:pe-1.5"
            >
              <div className="sk:min-w-0 sk:flex-1">
                <p dir="auto" className="sk:font-medium sk:break-words">
                  {annotation.question}
                </p>
                <p dir="auto" className="sk:line-clamp-2 sk:text-sm sk:break-words sk:text-muted">
                  {annotation.answer}
                </p>
                {annotation.hitCount > 0 ? (
                  <p className="sk:text-sm sk:text-muted">
                    {t('builder.feature.hits', { count: annotation.hitCount })}
                  </p>
                ) : null}
              </div>
              {isReadOnly ? null : (
                <>
                  <IconButton
                    size="md"
                    label={t('builder.feature.editAnswer', { question: annotation.question })}
                    icon={<Pencil size={14} />}
                    onClick={() => setEditing(annotation)}
                  />
                  <IconButton
                    size="md"
                    label={t('builder.row.remove', { name: annotation.question })}
                    icon={<Trash2 size={14} />}
                    onClick={() => setRemoving(annotation)}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {isReadOnly ? null : (
        <Button
          size="sm"
          icon={<Plus size={14} />}
          className="sk:self-start"
          onClick={() => setEditing('new')}
        >
          {t('builder.feature.addAnswer')}
        </Button>
      )}
      {editing ? (
        <AnnotationDialog
          annotation={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSave={async (input) => {
            if (editing === 'new') await client.annotations.add(appId, input)
            else await client.annotations.update(appId, editing.id, input)
            reload()
          }}
        />
      ) : null}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={t('builder.feature.removeAnswer')}
        confirmLabel={t('builder.feature.remove')}
        onConfirm={async () => {
          if (removing) await client.annotations.remove(appId, removing.id)
          reload()
        }}
      >
        {t('builder.feature.removeAnswerText', { question: removing?.question ?? '' })}
      </ConfirmDialog>
    </div>
  )
}

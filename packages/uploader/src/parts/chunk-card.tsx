import type { KnowledgeChunk } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { Badge, cx, IconButton, Menu, MenuItem, useToast } from '@skep/react/ui'
import { toErrorData } from '@skep/schema'
import { Ellipsis, Eye, EyeOff, PencilLine, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { ChunkForm } from './chunk-form.tsx'
import { Disclosure } from './disclosure.tsx'
import { placeOf } from './place-of.ts'

/** @internal */
export interface ChunkCardProps {
  readonly chunk: KnowledgeChunk
  /** Absent where nothing may be changed: an archived document, a preview. */
  readonly onChanged?: () => void
}

/** One passage of a document: read, changed, switched off, removed. @internal */
export function ChunkCard({ chunk, onChanged }: ChunkCardProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const toast = useToast()
  const [isEditing, setEditing] = useState(false)
  const act = (work: () => Promise<unknown>) => (): void => {
    work().then(
      () => onChanged?.(),
      (error: unknown) => toast({ tone: 'bad', title: toErrorData(error).message }),
    )
  }
  const number = chunk.index + 1
  return (
    <li className="sk:rounded-md sk:border sk:border-line sk:[contain-intrinsic-size:auto_120px] sk:[content-visibility:auto]">
      <div className="sk:flex sk:min-h-7 sk:items-center sk:gap-2 sk:border-b sk:border-line sk:bg-sunken sk:ps-3 sk:pe-1 sk:text-xs sk:text-muted">
        <span className="sk:font-semibold sk:tabular-nums">{number}</span>
        <span className="sk:min-w-0 sk:flex-1 sk:truncate">{placeOf(chunk.location, t)}</span>
        {chunk.isEnabled ? null : <Badge>{t('uploader.disabled')}</Badge>}
        {chunk.isEdited ? <Badge>{t('uploader.edited')}</Badge> : null}
        {chunk.isManual ? <Badge>{t('uploader.addedByHand')}</Badge> : null}
        {chunk.hitCount > 0 ? (
          <span className="sk:tabular-nums">{t('uploader.hitCount', { count: chunk.hitCount })}</span>
        ) : null}
        <span className="sk:pe-2 sk:tabular-nums">{t('uploader.chars', { count: chunk.text.length })}</span>
        {onChanged ? (
          <Menu
            label={t('uploader.moreOfChunk', { number })}
            align="end"
            trigger={
              <IconButton
                size="sm"
                tooltip="none"
                label={t('uploader.moreOfChunk', { number })}
                icon={<Ellipsis size={14} />}
              />
            }
          >
            <MenuItem icon={<PencilLine size={14} />} onSelect={() => setEditing(true)}>
              {t('uploader.edit')}
            </MenuItem>
            <MenuItem
              icon={chunk.isEnabled ? <EyeOff size={14} /> : <Eye size={14} />}
              onSelect={act(() => knowledge.updateChunk(chunk.id, { isEnabled: !chunk.isEnabled }))}
            >
              {t(chunk.isEnabled ? 'uploader.disable' : 'uploader.enable')}
            </MenuItem>
            <MenuItem
              icon={<Trash2 size={14} />}
              tone="danger"
              onSelect={act(() => knowledge.removeChunks([chunk.id]))}
            >
              {t('uploader.remove')}
            </MenuItem>
          </Menu>
        ) : null}
      </div>
      {isEditing ? (
        <ChunkForm
          className="sk:p-3"
          initial={chunk}
          onClose={() => setEditing(false)}
          onSave={async (input) => {
            await knowledge.updateChunk(chunk.id, input)
            onChanged?.()
          }}
        />
      ) : (
        <ChunkText chunk={chunk} />
      )}
    </li>
  )
}

function ChunkText({ chunk }: { readonly chunk: KnowledgeChunk }): ReactElement {
  const t = useMessages(uploaderMessages)
  const { question, answer, children } = chunk
  const className = cx(
    'sk:px-3 sk:py-2 sk:break-words sk:whitespace-pre-wrap',
    !chunk.isEnabled && 'sk:text-muted',
  )
  if (question !== undefined) {
    return (
      <dl className={className}>
        <dt dir="auto" className="sk:font-medium">
          {question}
        </dt>
        <dd dir="auto" className="sk:pt-1">
          {answer}
        </dd>
      </dl>
    )
  }
  return (
    <>
      <p dir="auto" className={className}>
        {chunk.text}
      </p>
      {children && children.length > 0 ? (
        <Disclosure
          className="sk:border-t sk:border-line sk:px-3 sk:py-1.5"
          title={t('uploader.children', { count: children.length })}
        >
          <ol className="sk:flex sk:flex-col sk:gap-1.5">
            {children.map(({ id, text }) => (
              <li
                key={id}
                dir="auto"
                className="sk:border-s-2 sk:border-line sk:ps-2.5 sk:text-sm sk:break-words sk:text-muted"
              >
                {text}
              </li>
            ))}
          </ol>
        </Disclosure>
      ) : null}
    </>
  )
}

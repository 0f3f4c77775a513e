import type { Citation, DocumentText, SkepClient } from '@skep/client'
import { useAsync, useClient, useMessages } from '@skep/react'
import { Dialog, ErrorNote, IconButton, Spinner } from '@skep/react/ui'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { PassageText } from './passage-text.tsx'
import { placeOf } from './place-of.ts'

/** @internal */
export interface PassageSheetProps {
  readonly citations: readonly Citation[]
  readonly number: number
  readonly onNumberChange: (number: number) => void
  readonly onClose: () => void
}

/** The place in a document that an answer rests on, in the text around it. @internal */
export function PassageSheet(props: PassageSheetProps): ReactElement | null {
  const { citations, number, onNumberChange, onClose } = props
  const t = useMessages(chatMessages)
  const client = useClient()
  const index = citations.findIndex((citation) => citation.number === number)
  const citation = citations[index]
  const { state } = useAsync(
    () => textAround(client, citation),
    [client, citation?.documentId, citation?.chunkId],
  )
  if (!citation) return null
  const previous = citations[index - 1]
  const next = citations[index + 1]
  return (
    <Dialog
      open
      onOpenChange={onClose}
      placement="end"
      isFlush
      title={citation.documentName}
      description={placeOf(citation, t) || citation.knowledgeName}
      footer={
        <div className="sk:flex sk:w-full sk:items-center sk:justify-between sk:gap-3">
          <Scores citation={citation} />
          <div className="sk:flex sk:items-center sk:gap-1">
            <IconButton
              label={t('chat.previousSource')}
              icon={<ChevronLeft size={16} className="sk:rtl:-scale-x-100" />}
              disabled={!previous}
              onClick={() => previous && onNumberChange(previous.number)}
            />
            <span className="sk:text-sm sk:whitespace-nowrap sk:text-muted sk:tabular-nums">
              {t('chat.passageOf', { number: index + 1, count: citations.length })}
            </span>
            <IconButton
              label={t('chat.nextSource')}
              icon={<ChevronRight size={16} className="sk:rtl:-scale-x-100" />}
              disabled={!next}
              onClick={() => next && onNumberChange(next.number)}
            />
          </div>
        </div>
      }
    >
      {state.status === 'loading' ? (
        <div className="sk:flex sk:justify-center sk:p-10 sk:text-faint">
          <Spinner size={20} />
        </div>
      ) : null}
      {state.status === 'failed' ? (
        <div className="sk:flex sk:flex-col sk:gap-4 sk:p-4">
          <ErrorNote error={{ code: state.error.code, message: t('chat.passageLost') }} />
          <blockquote className="sk:border-s-2 sk:border-accent sk:ps-3 sk:text-md sk:whitespace-pre-wrap">
            {citation.text}
          </blockquote>
        </div>
      ) : null}
      {state.status === 'ready' ? (
        <PassageText key={number} citation={citation} document={state.value} />
      ) : null}
    </Dialog>
  )
}

/** The document; of another program's base there is the passage alone. */
async function textAround(client: SkepClient, citation: Citation | undefined): Promise<DocumentText> {
  if (citation?.isExternal) return { text: citation.text, pages: [], headings: [] }
  return client.knowledge.documentText(citation?.documentId ?? '')
}

function Scores({ citation }: { readonly citation: Citation }): ReactElement {
  const t = useMessages(chatMessages)
  const { vector, fullText, fused, rerank } = citation.scores
  const rows: readonly (readonly [string, number | undefined])[] = [
    [t('chat.scoreMeaning'), vector],
    [t('chat.scoreWords'), fullText],
    [t('chat.scoreFused'), fused],
    [t('chat.scoreRerank'), rerank],
  ]
  return (
    <dl className="sk:flex sk:flex-wrap sk:gap-x-4 sk:text-xs sk:text-muted">
      {rows.map(([name, score]) =>
        score === undefined ? null : (
          <div key={name} className="sk:flex sk:gap-1.5">
            <dt>{name}</dt>
            <dd className="sk:font-medium sk:text-ink sk:tabular-nums">{score.toFixed(2)}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

import type { Citation, DocumentText } from '@skep/client'
import { useMessages } from '@skep/react'
import { cx } from '@skep/react/ui'
import { type ReactElement, type ReactNode, type RefObject, useEffect, useMemo, useRef } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { type PassagePiece, passagePieces } from './passage-pieces.ts'

/** @internal */
export interface PassageTextProps {
  readonly citation: Citation
  readonly document: DocumentText
}

/** The text around a passage, scrolled to it, with the passage marked and the quoted words marked more. @internal */
export function PassageText({ citation, document }: PassageTextProps): ReactElement {
  const t = useMessages(chatMessages)
  const pieces = useMemo(() => passagePieces(citation, document), [citation, document])
  const target = useRef<HTMLElement>(null)
  useEffect(() => {
    target.current?.scrollIntoView({ block: 'center' })
  }, [])
  const firstQuote = pieces.findIndex((piece) => piece.kind === 'quote')
  const targetIndex = firstQuote >= 0 ? firstQuote : pieces.findIndex((piece) => piece.kind === 'passage')
  return (
    <div dir="auto" className="sk:px-5 sk:py-4 sk:text-md sk:break-words sk:whitespace-pre-wrap">
      {pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces never change
        <span key={index}>
          {piece.page === undefined ? null : (
            <span className="sk:my-3 sk:flex sk:items-center sk:gap-3 sk:text-xs sk:font-medium sk:text-faint sk:select-none">
              <span className="sk:h-px sk:flex-1 sk:bg-line" />
              {t('chat.page', { page: piece.page })}
              <span className="sk:h-px sk:flex-1 sk:bg-line" />
            </span>
          )}
          <Piece
            kind={piece.kind}
            innerRef={index === targetIndex ? target : undefined}
            isHeading={piece.isHeading === true}
          >
            {piece.text}
          </Piece>
        </span>
      ))}
    </div>
  )
}

const LOOKS: Readonly<Record<PassagePiece['kind'], string>> = {
  around: 'sk:text-muted',
  passage: 'sk:bg-accent-soft/55 sk:text-ink',
  quote:
    'sk:rounded-[2px] sk:bg-accent-soft sk:text-ink sk:underline sk:decoration-accent sk:decoration-2 sk:underline-offset-4',
}

function Piece(props: {
  readonly kind: PassagePiece['kind']
  readonly isHeading: boolean
  readonly innerRef: RefObject<HTMLElement | null> | undefined
  readonly children: ReactNode
}): ReactElement {
  const Tag = props.kind === 'around' ? 'span' : 'mark'
  return (
    <Tag
      ref={props.innerRef}
      className={cx('sk:box-decoration-clone', LOOKS[props.kind], props.isHeading && 'sk:font-semibold')}
    >
      {props.children}
    </Tag>
  )
}

import type { Passage } from '@skep/client'
import { useMessages } from '@skep/react'
import type { ReactElement } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { Disclosure } from './disclosure.tsx'
import { OwnName } from './own-name.tsx'
import { placeOf } from './place-of.ts'
import { ScoreExplanation } from './score-explanation.tsx'

/** A passage that a search found. @internal */
export function PassageCard({
  passage,
  rank,
}: {
  readonly passage: Passage
  readonly rank: number
}): ReactElement {
  const t = useMessages(uploaderMessages)
  const { vector, fullText, fused, rerank, external } = passage.scores
  const scores: readonly (readonly [string, number | undefined])[] = [
    [t('uploader.scoreMeaning'), vector],
    [t('uploader.scoreWords'), fullText],
    [t('uploader.scoreFused'), fused],
    [t('uploader.scoreRerank'), rerank],
    [t('uploader.external'), external],
  ]
  return (
    <li className="sk:overflow-hidden sk:rounded-md sk:border sk:border-line sk:bg-surface">
      <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-2.5 sk:gap-y-0.5 sk:border-b sk:border-line sk:bg-sunken sk:px-3 sk:py-1.5 sk:text-sm">
        <span className="sk:text-xs sk:font-semibold sk:text-accent-text sk:tabular-nums">{rank}</span>
        <span className="sk:min-w-0">
          <OwnName className="sk:font-medium">{passage.documentName}</OwnName>
        </span>
        <span className="sk:min-w-0 sk:flex-1 sk:truncate sk:text-muted">{placeOf(passage.location, t)}</span>
        <dl className="sk:flex sk:flex-wrap sk:gap-x-3 sk:text-xs sk:text-muted">
          {scores.map(([name, score]) =>
            score === undefined ? null : (
              <div key={name} className="sk:flex sk:gap-1">
                <dt>{name}</dt>
                <dd className="sk:font-medium sk:text-ink sk:tabular-nums">{score.toFixed(2)}</dd>
              </div>
            ),
          )}
        </dl>
      </div>
      <p dir="auto" className="sk:px-3 sk:py-2 sk:break-words sk:whitespace-pre-wrap">
        {passage.text}
      </p>
      {passage.explanation ? (
        <Disclosure className="sk:border-t sk:border-line sk:px-3 sk:py-1.5" title={t('uploader.why')}>
          <ScoreExplanation explanation={passage.explanation} />
        </Disclosure>
      ) : null}
    </li>
  )
}

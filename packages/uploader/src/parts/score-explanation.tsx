import type { PassageExplanation } from '@skep/client'
import { type Translate, useMessages } from '@skep/react'
import type { ReactElement } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { ScoreBar } from './score-bar.tsx'

/** How a passage came to its place, step by step. @internal */
export function ScoreExplanation({
  explanation,
}: {
  readonly explanation: PassageExplanation
}): ReactElement {
  const t = useMessages(uploaderMessages)
  const { vector, fullText } = explanation
  return (
    <div className="sk:flex sk:flex-col sk:gap-2.5 sk:text-sm">
      {vector ? (
        <ScoreBar
          name={t('uploader.scoreMeaning')}
          value={t('uploader.whyCosine', { score: vector.score.toFixed(3) })}
          score={vector}
          tone="accent"
        />
      ) : null}
      {fullText ? (
        <ScoreBar
          name={t('uploader.scoreWords')}
          value={t('uploader.whyBm25', { score: fullText.score.toFixed(2) })}
          score={fullText}
          tone="info"
        >
          {fullText.terms.length > 0 ? (
            <ul className="sk:flex sk:flex-wrap sk:gap-1" aria-label={t('uploader.whyTerms')}>
              {fullText.terms.map(({ term, idf, contribution }) => (
                <li
                  key={term}
                  title={t('uploader.whyIdf', { idf: idf.toFixed(2) })}
                  className="sk:rounded-[5px] sk:bg-sunken sk:px-1.5 sk:py-0.5 sk:text-xs sk:tabular-nums"
                >
                  <bdi>{term}</bdi> <bdi className="sk:text-muted">+{contribution.toFixed(2)}</bdi>
                </li>
              ))}
            </ul>
          ) : null}
        </ScoreBar>
      ) : null}
      <ol className="sk:flex sk:flex-col sk:gap-0.5 sk:border-t sk:border-line sk:pt-2 sk:text-muted">
        {stepsOf(explanation, t).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  )
}

/** What happened to the passage after its scores, in order. */
function stepsOf(explanation: PassageExplanation, t: Translate<typeof uploaderMessages>): readonly string[] {
  const { fused, threshold, offTopic, joined, rerank, mmr, rank } = explanation
  const steps: (string | null)[] = [
    threshold
      ? t(threshold.isMet ? 'uploader.whyThresholdMet' : 'uploader.whyThresholdMissed', {
          score: threshold.score.toFixed(3),
          least: threshold.least.toFixed(2),
        })
      : null,
    offTopic
      ? t(offTopic.isMet ? 'uploader.whyOnTopic' : 'uploader.whyOffTopic', {
          share: Math.round(offTopic.coverage * 100),
        })
      : null,
    t('uploader.whyFused', { score: fused.score.toFixed(3), rank: fused.rank }),
    joined === undefined ? null : t('uploader.whyJoined', { score: joined.toFixed(4) }),
    rerank ? t('uploader.whyReranked', { score: rerank.score.toFixed(3), rank: rerank.rank }) : null,
    mmr ? t('uploader.whyMmr', { similarity: mmr.similarity.toFixed(2), score: mmr.score.toFixed(3) }) : null,
    rank === undefined ? null : t('uploader.whyReturned', { rank }),
  ]
  return steps.filter((step) => step !== null)
}

import { useLocale, useMessages } from '@skep/react'
import { cx, VisuallyHidden } from '@skep/react/ui'
import type { ReactElement, ReactNode } from 'react'
import { formatDuration, formatMoney } from '../format.ts'
import { modelUiMessages } from '../model-ui-messages.ts'
import type { Answer } from '../state/ask-model.ts'
import type { Figure } from '../state/best.ts'

/** Time, tokens and cost of one answer. What is estimated says so. @internal */
export function CompareFigures(props: {
  readonly answer: Answer
  /** Figures in which this answer is ahead of the others. */
  readonly best: ReadonlySet<Figure>
  /** Runs where nothing is paid for. */
  readonly isFree: boolean
}): ReactElement {
  const { answer, best, isFree } = props
  const t = useMessages(modelUiMessages)
  const locale = useLocale()
  const { firstPartMs, totalMs, usage } = answer
  const isEstimate = usage?.isEstimate === true
  const tokens = (count: number | undefined): string | undefined =>
    count === undefined
      ? undefined
      : `${isEstimate ? '≈ ' : ''}${new Intl.NumberFormat(locale).format(count)}`
  const cost = usage?.cost
    ? `${isEstimate ? '≈ ' : ''}${formatMoney(usage.cost, locale)}`
    : isFree
      ? t('models.free')
      : usage && answer.status !== 'running'
        ? t('models.priceUnknown')
        : undefined
  return (
    <>
      {/* Above the figures: theirs stand in one line with those of the other columns. */}
      {isEstimate ? <p className="sk:mb-0.5 sk:text-xs sk:text-muted">{t('models.estimated')}</p> : null}
      <dl className="sk:grid sk:grid-cols-[auto_1fr] sk:gap-x-3 sk:gap-y-0.5 sk:text-sm sk:tabular-nums">
        <FigureRow label={t('models.firstToken')} isBest={best.has('firstPartMs')}>
          {firstPartMs === undefined ? undefined : formatDuration(firstPartMs, locale)}
        </FigureRow>
        <FigureRow label={t('models.totalTime')} isBest={best.has('totalMs')}>
          {totalMs === undefined ? undefined : formatDuration(totalMs, locale)}
        </FigureRow>
        <FigureRow label={t('models.tokensIn')}>{tokens(usage?.inputTokens)}</FigureRow>
        <FigureRow label={t('models.tokensOut')}>{tokens(usage?.outputTokens)}</FigureRow>
        <FigureRow label={t('models.cost')} isBest={best.has('cost')}>
          {cost}
        </FigureRow>
      </dl>
    </>
  )
}

function FigureRow(props: {
  readonly label: string
  readonly isBest?: boolean
  readonly children: ReactNode
}): ReactElement {
  const { label, isBest = false, children } = props
  const t = useMessages(modelUiMessages)
  return (
    <>
      <dt className="sk:text-muted">{label}</dt>
      <dd className={cx('sk:text-end', isBest && 'sk:font-semibold sk:text-good')}>
        <bdi>{children ?? '–'}</bdi>
        {isBest ? <VisuallyHidden> {t('models.lowest')}</VisuallyHidden> : null}
      </dd>
    </>
  )
}

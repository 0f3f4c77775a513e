import type { Budget, BudgetReport } from '@skep/client'
import { useLocale, useMessages } from '@skep/react'
import { Badge, ProgressBar } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { formatMoney, formatTokens } from '../format.ts'
import { modelUiMessages } from '../model-ui-messages.ts'

/** What was spent today, beside the limit of the day. @internal */
export function Spend({ report }: { readonly report: BudgetReport }): ReactElement {
  const t = useMessages(modelUiMessages)
  const locale = useLocale()
  const { spent, limit, isReached } = report
  const costs = spent.costs.map((cost) => formatMoney(cost, locale)).join(' + ')
  const share = shareOf(report, limit)
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-md sk:border sk:border-line sk:bg-sunken sk:px-3 sk:py-2.5">
      <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-1">
        <span className="sk:font-medium">{t('models.today')}</span>
        {isReached ? <Badge tone="bad">{t('models.budgetReached')}</Badge> : null}
        <span className="sk:ms-auto sk:tabular-nums">
          <bdi>
            {limit?.money
              ? t('models.ofLimit', {
                  spent: costs || formatMoney({ ...limit.money, amount: 0 }, locale),
                  limit: formatMoney(limit.money, locale),
                })
              : costs}
          </bdi>
        </span>
      </div>
      {share === undefined ? null : (
        <ProgressBar value={share} label={t('models.today')} tone={isReached ? 'bad' : 'accent'} />
      )}
      <p className="sk:text-sm sk:text-muted sk:tabular-nums">
        <bdi>
          {t('models.requests', { count: spent.requests })} ·{' '}
          {t('models.tokensInOut', {
            input: formatTokens(spent.inputTokens, locale),
            output: formatTokens(spent.outputTokens, locale),
          })}
        </bdi>
      </p>
      {spent.unpricedTokens > 0 ? (
        <p className="sk:text-sm sk:text-warn">
          {t('models.unpriced', { tokens: formatTokens(spent.unpricedTokens, locale) })}
        </p>
      ) : null}
    </div>
  )
}

/** The nearer of the two limits decides. */
function shareOf({ spent }: BudgetReport, limit: Budget | undefined): number | undefined {
  const { money, tokens } = limit ?? {}
  const amount = spent.costs.find(({ currency }) => currency === money?.currency)?.amount ?? 0
  const shares = [
    ...(money && money.amount > 0 ? [amount / money.amount] : []),
    ...(tokens ? [(spent.inputTokens + spent.outputTokens) / tokens] : []),
  ]
  return shares.length > 0 ? Math.max(...shares) : undefined
}

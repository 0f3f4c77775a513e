import type { ModelRef } from '@skep/client'
import { useMessages } from '@skep/react'
import { Markdown } from '@skep/react/markdown'
import { ErrorNote, IconButton, ScrollArea, Spinner } from '@skep/react/ui'
import { Brain, RotateCw, Square, X } from 'lucide-react'
import type { ReactElement } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import type { Answer } from '../state/ask-model.ts'
import type { Figure } from '../state/best.ts'
import type { Column } from '../state/use-comparison.ts'
import { CompareFigures } from './compare-figures.tsx'
import { ModelsPicker } from './picker.tsx'

/** @internal */
export interface CompareColumnProps {
  readonly column: Column
  readonly number: number
  readonly best: ReadonlySet<Figure>
  readonly isFree: boolean
  readonly canAsk: boolean
  readonly canRemove: boolean
  readonly onModel: (model: ModelRef) => void
  readonly onAsk: () => void
  readonly onStop: () => void
  readonly onRemove: () => void
  readonly onManage: (() => void) | undefined
}

/** One model beside others: its answer as it comes, and what it took. @internal */
export function CompareColumn(props: CompareColumnProps): ReactElement {
  const { column, number, best, isFree, canAsk, canRemove, onModel, onAsk, onStop, onRemove, onManage } =
    props
  const t = useMessages(modelUiMessages)
  const { answer, model } = column
  const name = t('models.modelNumber', { number })
  const isRunning = answer?.status === 'running'
  return (
    <li
      data-status={answer?.status ?? 'idle'}
      aria-label={name}
      className="sk:flex sk:min-w-0 sk:flex-col sk:rounded-lg sk:border sk:border-line sk:bg-surface"
    >
      <div className="sk:flex sk:items-center sk:gap-1 sk:border-b sk:border-line sk:p-2">
        <ModelsPicker
          className="sk:min-w-0 sk:flex-1"
          aria-label={name}
          kind="chat"
          size="sm"
          showsFacts={false}
          value={model}
          onValueChange={onModel}
          {...(onManage ? { onManage } : {})}
        />
        {isRunning ? (
          <IconButton
            size="sm"
            label={t('models.stopOf', { name })}
            icon={<Square size={12} fill="currentColor" />}
            onClick={onStop}
          />
        ) : answer ? (
          <IconButton
            size="sm"
            label={t('models.askAgainOf', { name })}
            icon={<RotateCw size={13} />}
            disabled={!canAsk}
            onClick={onAsk}
          />
        ) : null}
        {canRemove ? (
          <IconButton
            size="sm"
            label={t('models.removeOf', { name })}
            icon={<X size={14} />}
            onClick={onRemove}
          />
        ) : null}
      </div>
      <ScrollArea
        label={t('models.answerOf', { name })}
        className="sk:flex sk:max-h-110 sk:min-h-30 sk:flex-1 sk:flex-col sk:gap-2 sk:p-3 sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
      >
        {answer ? <AnswerText answer={answer} asked={model} onRetry={canAsk ? onAsk : undefined} /> : null}
        {answer ? null : (
          <p className="sk:m-auto sk:max-w-50 sk:text-center sk:text-sm sk:text-muted">
            {t(model ? 'models.notAsked' : 'models.noModelYet')}
          </p>
        )}
      </ScrollArea>
      {answer ? (
        <div className="sk:border-t sk:border-line sk:px-3 sk:py-2">
          <CompareFigures answer={answer} best={best} isFree={isFree} />
        </div>
      ) : null}
    </li>
  )
}

function AnswerText(props: {
  readonly answer: Answer
  readonly asked: ModelRef | null
  readonly onRetry: (() => void) | undefined
}): ReactElement {
  const { answer, asked, onRetry } = props
  const t = useMessages(modelUiMessages)
  const { status, text, reasoning, toolNames, finish, answeredBy, error } = answer
  const isRunning = status === 'running'
  const isOther = answeredBy !== undefined && asked !== null && answeredBy.model !== asked.model
  return (
    <>
      {reasoning ? (
        <details className="sk:rounded-sm sk:bg-sunken sk:px-2.5 sk:py-1.5 sk:text-sm">
          <summary className="sk:flex sk:cursor-pointer sk:items-center sk:gap-1.5 sk:rounded-[3px] sk:font-medium sk:text-muted sk:focus-visible:outline-2 sk:focus-visible:outline-accent">
            <Brain size={13} aria-hidden="true" />
            {t(isRunning && !text ? 'models.reasoningNow' : 'models.reasoning')}
          </summary>
          <p dir="auto" className="sk:mt-1.5 sk:break-words sk:whitespace-pre-wrap sk:text-muted">
            {reasoning}
          </p>
        </details>
      ) : null}
      {text ? (
        <div dir="auto" className="sk:min-w-0">
          <Markdown text={text} isStreaming={isRunning} cutNote={t('models.cut')} />
        </div>
      ) : null}
      {isRunning && !text ? (
        <p className="sk:flex sk:items-center sk:gap-2 sk:text-sm sk:text-muted">
          <Spinner size={13} label="" />
          {t('models.waiting')}
        </p>
      ) : null}
      {toolNames.length > 0 ? <Note>{t('models.wouldCall', { names: toolNames.join(', ') })}</Note> : null}
      {status === 'stopped' ? <Note>{t('models.stopped')}</Note> : null}
      {status === 'done' && !text && toolNames.length === 0 ? <Note>{t('models.noText')}</Note> : null}
      {finish === 'length' ? <Note>{t('models.finish.length')}</Note> : null}
      {finish === 'content-filter' ? <Note>{t('models.finish.filter')}</Note> : null}
      {finish === 'interrupted' ? <Note>{t('models.finish.interrupted')}</Note> : null}
      {isOther ? <Note>{t('models.answeredBy', { model: answeredBy.model })}</Note> : null}
      {answeredBy?.isCached ? <Note>{t('models.fromCache')}</Note> : null}
      {error ? <ErrorNote error={error} {...(onRetry ? { onRetry } : {})} /> : null}
    </>
  )
}

function Note({ children }: { readonly children: string }): ReactElement {
  return (
    <p className="sk:text-sm sk:text-warn">
      <bdi>{children}</bdi>
    </p>
  )
}

import type { ModelMessage, ModelRef } from '@skep/client'
import { useMessages } from '@skep/react'
import { Button, cx, TextArea } from '@skep/react/ui'
import { Play, Plus, Square } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { bestOf, type Figure } from '../state/best.ts'
import { placeOf } from '../state/directory.ts'
import { isSameModel } from '../state/model-key.ts'
import { MOST_COLUMNS, useComparison } from '../state/use-comparison.ts'
import { useDirectory } from '../state/use-directory.ts'
import { CompareColumn } from './compare-column.tsx'

/** @public */
export interface ModelsCompareProps {
  /** The models at the start, at most four. Default: two empty places. */
  readonly defaultModels?: readonly ModelRef[]
  readonly onModelsChange?: (models: readonly ModelRef[]) => void
  /** The prompt at the start. */
  readonly defaultPrompt?: string
  /** Instructions that every model gets before the prompt; people see and change them. */
  readonly defaultInstructions?: string
  /** Opens the settings of connections. */
  readonly onManage?: () => void
  readonly className?: string
}

const FIGURES: readonly Figure[] = ['firstPartMs', 'totalMs', 'cost']

/** Up to four models on one prompt, side by side: answers as they come, time, tokens, cost. @public */
export function ModelsCompare(props: ModelsCompareProps): ReactElement {
  const {
    defaultModels,
    onModelsChange,
    defaultPrompt = '',
    defaultInstructions = '',
    onManage,
    className,
  } = props
  const t = useMessages(modelUiMessages)
  const [prompt, setPrompt] = useState(defaultPrompt)
  const [instructions, setInstructions] = useState(defaultInstructions)
  const [hasInstructions, setHasInstructions] = useState(defaultInstructions !== '')
  const directory = useDirectory().state.value
  const comparison = useComparison(
    defaultModels && defaultModels.length > 0 ? defaultModels : [null, null],
    onModelsChange,
  )
  const { columns, isRunning } = comparison
  const messages: readonly ModelMessage[] = [
    ...(instructions.trim() ? [{ role: 'system' as const, content: instructions.trim() }] : []),
    { role: 'user', content: prompt.trim() },
  ]
  const canAsk = prompt.trim() !== ''
  const canAskAll = canAsk && columns.some(({ model }) => model !== null)
  const answers = columns.map(({ answer }) => answer)
  const best = FIGURES.map((figure) => ({ figure, places: bestOf(answers, figure) }))

  const ask = (event?: FormEvent): void => {
    event?.preventDefault()
    if (canAskAll && !isRunning) comparison.ask(messages)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    ask()
  }
  const isFree = (ref: ModelRef | null): boolean => {
    const model = directory?.models.find((one) => isSameModel(one, ref))
    return (
      model !== undefined && directory !== undefined && placeOf(model, directory) !== 'remote' && !model.price
    )
  }
  return (
    <section
      aria-label={t('models.compare')}
      className={cx('sk:@container sk:flex sk:min-h-0 sk:flex-col sk:gap-3', className)}
    >
      <form onSubmit={ask} className="sk:flex sk:flex-col sk:gap-2">
        {hasInstructions ? (
          <TextArea
            label={t('models.instructions')}
            dir="auto"
            rows={2}
            value={instructions}
            onValueChange={setInstructions}
          />
        ) : null}
        <TextArea
          label={t('models.prompt')}
          placeholder={t('models.promptPlaceholder')}
          dir="auto"
          rows={3}
          value={prompt}
          onValueChange={setPrompt}
          onKeyDown={onKeyDown}
        />
        <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-2">
          {isRunning ? (
            <Button icon={<Square size={12} fill="currentColor" />} onClick={() => comparison.stop()}>
              {t('models.stopAll')}
            </Button>
          ) : (
            <Button type="submit" variant="primary" icon={<Play size={14} />} disabled={!canAskAll}>
              {t('models.askAll')}
            </Button>
          )}
          {hasInstructions ? null : (
            <Button variant="ghost" onClick={() => setHasInstructions(true)}>
              {t('models.addInstructions')}
            </Button>
          )}
          <span className="sk:flex-1" />
          <Button
            variant="ghost"
            icon={<Plus size={14} />}
            disabled={columns.length >= MOST_COLUMNS}
            onClick={comparison.add}
          >
            {t('models.addModel')}
          </Button>
        </div>
      </form>
      <ol className="sk:grid sk:min-h-0 sk:grid-cols-[repeat(auto-fit,minmax(min(100%,250px),1fr))] sk:items-stretch sk:gap-3">
        {columns.map((column, index) => (
          <CompareColumn
            key={column.key}
            column={column}
            number={index + 1}
            best={new Set(best.flatMap(({ figure, places }) => (places.has(index) ? [figure] : [])))}
            isFree={isFree(column.model)}
            canAsk={canAsk}
            canRemove={columns.length > 1}
            onModel={(model) => comparison.setModel(column.key, model)}
            onAsk={() => comparison.ask(messages, column.key)}
            onStop={() => comparison.stop(column.key)}
            onRemove={() => comparison.remove(column.key)}
            onManage={onManage}
          />
        ))}
      </ol>
    </section>
  )
}

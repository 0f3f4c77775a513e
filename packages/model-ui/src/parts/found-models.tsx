import { useMessages } from '@skep/react'
import { cx, TextField } from '@skep/react/ui'
import { Check, Plus, Search } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'

const MOST = 40

/** What a server said it has; a press takes a name into the list or out of it. @internal */
export function FoundModels(props: {
  readonly found: readonly string[]
  readonly chosen: readonly string[]
  readonly onToggle: (name: string) => void
}): ReactElement {
  const { found, chosen, onToggle } = props
  const t = useMessages(modelUiMessages)
  const [query, setQuery] = useState('')
  const matching = found.filter((name) => name.toLowerCase().includes(query.trim().toLowerCase()))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend, which is not drawn here
    <div role="group" aria-label={t('models.foundModels')} className="sk:flex sk:flex-col sk:gap-2">
      {found.length > 12 ? (
        <TextField
          size="sm"
          type="search"
          aria-label={t('models.filterFound', { count: found.length })}
          placeholder={t('models.filterFound', { count: found.length })}
          start={<Search size={13} />}
          value={query}
          onValueChange={setQuery}
        />
      ) : null}
      <div className="sk:flex sk:flex-wrap sk:gap-1">
        {matching.slice(0, MOST).map((name) => {
          const isChosen = chosen.includes(name)
          const Icon = isChosen ? Check : Plus
          return (
            <button
              key={name}
              type="button"
              aria-pressed={isChosen}
              onClick={() => onToggle(name)}
              className={cx(
                'sk:inline-flex sk:min-h-6 sk:max-w-full sk:items-center sk:gap-1 sk:rounded-[5px] sk:border sk:px-1.5 sk:text-start sk:font-mono sk:text-xs sk:focus-visible:outline-2 sk:focus-visible:outline-offset-1 sk:focus-visible:outline-accent',
                isChosen
                  ? 'sk:border-transparent sk:bg-accent-soft sk:text-accent-text'
                  : 'sk:border-line sk:text-muted sk:hover:bg-hover sk:hover:text-ink',
              )}
            >
              <Icon size={11} className="sk:shrink-0" aria-hidden="true" />
              <bdi className="sk:min-w-0 sk:break-all">{name}</bdi>
            </button>
          )
        })}
      </div>
      {matching.length > MOST ? (
        <p className="sk:text-sm sk:text-muted">{t('models.moreFound', { count: matching.length - MOST })}</p>
      ) : null}
    </div>
  )
}

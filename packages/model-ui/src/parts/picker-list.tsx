import type { ModelKind, ModelRef } from '@skep/client'
import { useMessages } from '@skep/react'
import { Button, TextField } from '@skep/react/ui'
import { Search, Settings2 } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactElement,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { type ModelDirectory, placeOf, presetOf, stateOf } from '../state/directory.ts'
import { isSameModel, keyOf, refOf } from '../state/model-key.ts'
import { MODEL_FILTERS, type ModelFilter, passesFilter, searchModels } from '../state/search-models.ts'
import { useNames } from '../state/use-names.ts'
import { PickerOption } from './picker-option.tsx'

/** @internal */
export interface PickerListProps {
  readonly directory: ModelDirectory
  readonly kind: ModelKind | undefined
  readonly value: ModelRef | null
  readonly onChoose: (model: ModelRef) => void
  readonly onManage: (() => void) | undefined
}

const PAGE = 8
const NO_FILTERS: ReadonlySet<ModelFilter> = new Set()

/** Search, filters and the list of models; the keys of a combobox. @internal */
export function PickerList({ directory, kind, value, onChoose, onManage }: PickerListProps): ReactElement {
  const t = useMessages(modelUiMessages)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const names = useNames()
  const [query, setQuery] = useState('')
  const [filters, setFilters] = useState(NO_FILTERS)
  const groups = useMemo(
    () => searchModels(directory, { kind, query, filters, names }),
    [directory, kind, query, filters, names],
  )
  const flat = useMemo(() => groups.flatMap(({ models }) => models), [groups])
  const ofKind = useMemo(
    () => directory.models.filter((model) => kind === undefined || model.kind === kind),
    [directory, kind],
  )
  const silent = useMemo(() => silentConnections(directory), [directory])
  const [wanted, setActive] = useState(() => flat.findIndex((model) => isSameModel(model, value)))
  // The list may have become shorter since.
  const active = Math.max(0, Math.min(wanted, flat.length - 1))
  const isNarrowed = query.trim() !== '' || filters.size > 0
  useEffect(() => {
    const show = (): void =>
      list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: 'nearest' })
    show()
    // The list gets its height only once it has been placed.
    const frame = requestAnimationFrame(show)
    return () => cancelAnimationFrame(frame)
  }, [active])

  const choose = useCallback(
    (index: number): void => {
      const model = flat[index]
      if (model && stateOf(model, directory).status !== 'unavailable') onChoose(refOf(model))
    },
    [flat, directory, onChoose],
  )
  const narrow = (next: { readonly query?: string; readonly filters?: ReadonlySet<ModelFilter> }): void => {
    if (next.query !== undefined) setQuery(next.query)
    if (next.filters !== undefined) setFilters(next.filters)
    setActive(0)
    list.current?.scrollTo({ top: 0 })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = flat.length - 1
    const target = nextIndex(event, active, last)
    if (event.key === 'Enter') choose(active)
    else if (target === undefined) return
    else setActive(target)
    event.preventDefault()
  }
  const offered = MODEL_FILTERS.filter((filter) => {
    const count = ofKind.filter((model) => passesFilter(model, filter)).length
    return filters.has(filter) || (count > 0 && count < ofKind.length)
  })

  let index = -1
  return (
    <>
      <div className="sk:flex sk:flex-col sk:gap-2 sk:border-b sk:border-line sk:p-2">
        <TextField
          aria-label={t('models.search')}
          placeholder={t('models.searchPlaceholder')}
          start={<Search size={14} />}
          value={query}
          onValueChange={(text) => narrow({ query: text })}
          onKeyDown={onKeyDown}
          role="combobox"
          aria-expanded={flat.length > 0}
          aria-controls={flat.length > 0 ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={flat.length > 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
        />
        {offered.length > 0 ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend, which is not drawn here
          <div role="group" aria-label={t('models.filters')} className="sk:flex sk:flex-wrap sk:gap-1">
            {offered.map((filter) => (
              <button
                key={filter}
                type="button"
                aria-pressed={filters.has(filter)}
                onClick={() => narrow({ filters: toggled(filters, filter) })}
                className="sk:h-6 sk:rounded-full sk:border sk:border-line sk:px-2 sk:text-xs sk:text-muted sk:hover:bg-hover sk:hover:text-ink sk:focus-visible:outline-2 sk:focus-visible:outline-offset-1 sk:focus-visible:outline-accent sk:aria-pressed:border-transparent sk:aria-pressed:bg-accent-soft sk:aria-pressed:font-medium sk:aria-pressed:text-accent-text"
              >
                {t(`models.filter.${filter}`)}
              </button>
            ))}
          </div>
        ) : null}
      </div>
      {flat.length > 0 ? (
        <div
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={t('models.list')}
          data-skep-scroll=""
          className="sk:min-h-0 sk:flex-1 sk:p-1"
        >
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: options stand in groups, not fieldsets
            <div key={group.provider} role="group" aria-label={group.name}>
              <div
                aria-hidden="true"
                className="sk:truncate sk:px-2 sk:pt-2 sk:pb-1 sk:text-xs sk:font-medium sk:text-faint"
              >
                <bdi>{group.name}</bdi>
              </div>
              {group.models.map((model) => {
                index += 1
                return (
                  <PickerOption
                    key={keyOf(model)}
                    id={`${id}-${index}`}
                    index={index}
                    model={model}
                    place={placeOf(model, directory)}
                    state={stateOf(model, directory)}
                    isActive={index === active}
                    isChosen={isSameModel(model, value)}
                    showsKind={kind === undefined}
                    onPoint={setActive}
                    onChoose={choose}
                  />
                )
              })}
            </div>
          ))}
        </div>
      ) : (
        <div
          role="status"
          className="sk:flex sk:flex-col sk:items-center sk:gap-2 sk:px-4 sk:py-6 sk:text-center"
        >
          <p className="sk:font-medium">
            {isNarrowed
              ? t('models.noMatch')
              : t(ofKind.length === directory.models.length ? 'models.none' : 'models.noneOfKind')}
          </p>
          {isNarrowed ? (
            <Button size="sm" onClick={() => narrow({ query: '', filters: NO_FILTERS })}>
              {t('models.clearSearch')}
            </Button>
          ) : (
            <>
              <p className="sk:max-w-70 sk:text-sm sk:text-muted">{t('models.noneText')}</p>
              {onManage ? (
                <Button size="sm" variant="primary" onClick={onManage}>
                  {t('models.connect')}
                </Button>
              ) : null}
            </>
          )}
        </div>
      )}
      {isNarrowed || silent.length === 0 ? null : (
        <p className="sk:max-h-16 sk:overflow-hidden sk:border-t sk:border-line sk:px-3 sk:py-1.5 sk:text-xs sk:text-warn">
          {t('models.noModelsListed', { count: silent.length, name: silent.join(', ') })}
        </p>
      )}
      <div className="sk:flex sk:min-h-9 sk:items-center sk:gap-2 sk:border-t sk:border-line sk:ps-3 sk:pe-1.5">
        <p role="status" className="sk:min-w-0 sk:flex-1 sk:truncate sk:text-xs sk:text-muted">
          <bdi>
            {isNarrowed && flat.length < ofKind.length
              ? t('models.countOf', { count: flat.length, total: ofKind.length })
              : t('models.count', { count: ofKind.length })}
            {flat.some((model) => model.price) ? ` · ${t('models.perMillion')}` : ''}
          </bdi>
        </p>
        {onManage ? (
          <Button size="sm" variant="ghost" icon={<Settings2 size={13} />} onClick={onManage}>
            {t('models.manage')}
          </Button>
        ) : null}
      </div>
    </>
  )
}

function nextIndex(event: KeyboardEvent, active: number, last: number): number | undefined {
  if (last < 0) return undefined
  switch (event.key) {
    case 'ArrowDown':
      return active >= last ? 0 : active + 1
    case 'ArrowUp':
      return active <= 0 ? last : active - 1
    case 'PageDown':
      return Math.min(last, active + PAGE)
    case 'PageUp':
      return Math.max(0, active - PAGE)
    case 'Home':
      return event.ctrlKey ? 0 : undefined
    case 'End':
      return event.ctrlKey ? last : undefined
    default:
      return undefined
  }
}

function toggled(filters: ReadonlySet<ModelFilter>, filter: ModelFilter): ReadonlySet<ModelFilter> {
  const next = new Set(filters)
  if (!next.delete(filter)) next.add(filter)
  return next
}

/** Connections that are set up and list nothing: unreachable, or nobody named their models. */
function silentConnections({ models, connections, presets }: ModelDirectory): readonly string[] {
  return connections
    .filter(({ id }) => !models.some(({ provider }) => provider === id))
    .map((connection) => connection.label || (presetOf(connection, presets)?.label ?? connection.id))
}

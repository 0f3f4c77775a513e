import { cx, TextField } from '@skep/react/ui'
import { Search } from 'lucide-react'
import { type DragEvent, type ReactElement, useId, useMemo, useState } from 'react'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { useListKeys } from '../use-list-keys.ts'
import { useT } from '../use-t.ts'
import { searchNodes } from './search-nodes.ts'
import type { PaletteItem } from './use-palette-items.ts'

/** @internal */
export interface NodeListProps {
  readonly items: readonly PaletteItem[]
  readonly onChoose: (type: string) => void
  readonly onDragStart?: (event: DragEvent, type: string) => void
  readonly onDragEnd?: () => void
  /** `compact` leaves the descriptions out. */
  readonly look?: 'full' | 'compact'
}

const CATEGORIES = ['flow', 'input', 'model', 'knowledge', 'logic', 'transform', 'tool', 'other'] as const

/** A searchable list of node types by category. Arrow keys move, Enter chooses. @internal */
export function NodeList(props: NodeListProps): ReactElement {
  const { items, onChoose, onDragStart, onDragEnd, look = 'full' } = props
  const t = useT()
  const id = useId()
  const [wanted, setWanted] = useState('')
  const found = useMemo(() => {
    const matches = searchNodes(items, wanted)
    // Headings stay while filtering; inside them the best match comes first.
    return CATEGORIES.flatMap((category) => matches.filter((item) => item.category === category))
  }, [items, wanted])
  const {
    active: current,
    setActive,
    onKeyDown,
    list,
  } = useListKeys(found.length, (index) => {
    const item = found[index]
    if (item && !item.refusal) onChoose(item.type)
  })

  return (
    <div className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:gap-2">
      <TextField
        role="combobox"
        aria-label={t('builder.palette.search')}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${current}` : undefined}
        placeholder={t('builder.palette.search')}
        start={<Search size={14} />}
        value={wanted}
        onValueChange={(text) => {
          setWanted(text)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
        data-palette-search=""
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t('builder.palette.label')}
        data-skep-scroll=""
        className="sk:-mx-1 sk:min-h-0 sk:flex-1 sk:px-1 sk:pb-2"
      >
        {found.length === 0 ? (
          <p className="sk:px-2 sk:py-6 sk:text-center sk:text-muted">
            {t('builder.palette.nothing', { text: wanted })}
          </p>
        ) : null}
        {found.map((item, index) => {
          const isFirst = found[index - 1]?.category !== item.category
          return (
            <div key={item.type}>
              {isFirst ? (
                <div
                  aria-hidden="true"
                  className="sk:px-1.5 sk:pt-3 sk:pb-1 sk:text-xs sk:font-medium sk:text-faint"
                >
                  {t(`builder.category.${item.category}`)}
                </div>
              ) : null}
              <PaletteRow
                id={`${id}-${index}`}
                index={index}
                item={item}
                isActive={index === current}
                isCompact={look === 'compact'}
                onPoint={() => setActive(index)}
                onChoose={() => onChoose(item.type)}
                {...(onDragStart ? { onDragStart: (event) => onDragStart(event, item.type) } : {})}
                {...(onDragEnd ? { onDragEnd } : {})}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
}

interface PaletteRowProps {
  readonly id: string
  readonly index: number
  readonly item: PaletteItem
  readonly isActive: boolean
  readonly isCompact: boolean
  readonly onPoint: () => void
  readonly onChoose: () => void
  readonly onDragStart?: (event: DragEvent) => void
  readonly onDragEnd?: () => void
}

function PaletteRow(props: PaletteRowProps): ReactElement {
  const { id, index, item, isActive, isCompact, onPoint, onChoose } = props
  const t = useT()
  const isRefused = item.refusal !== undefined
  const canDrag = props.onDragStart !== undefined && (!isRefused || item.fitsElsewhere)
  const note = item.refusal ? t(`builder.palette.refused.${item.refusal}`) : item.description
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field above has the keys
    <div
      id={id}
      data-index={index}
      data-palette-type={item.type}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-disabled={isRefused}
      title={note}
      draggable={canDrag}
      onDragStart={props.onDragStart}
      onDragEnd={props.onDragEnd}
      onPointerMove={onPoint}
      onClick={() => !isRefused && onChoose()}
      className={cx(
        'sk:flex sk:items-center sk:gap-2.5 sk:rounded-sm sk:px-1.5',
        isCompact ? 'sk:py-1' : 'sk:py-1.5',
        canDrag ? 'sk:cursor-grab' : isRefused ? 'sk:cursor-not-allowed' : 'sk:cursor-pointer',
        isRefused && 'sk:opacity-55',
        isActive && !isRefused && 'sk:bg-hover',
      )}
    >
      <NodeIconTile type={item.type} {...(isCompact ? { size: 'sm' as const } : {})} />
      <span className="sk:min-w-0 sk:flex-1">
        <span className="sk:block sk:truncate sk:font-medium">{item.title}</span>
        {isCompact && !isRefused ? null : (
          <span className="sk:line-clamp-1 sk:text-xs sk:text-muted">{note}</span>
        )}
      </span>
    </div>
  )
}

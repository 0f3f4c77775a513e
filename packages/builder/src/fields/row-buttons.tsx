import { IconButton } from '@skep/react/ui'
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { useT } from '../use-t.ts'

/** @internal */
export interface RowButtonsProps<T> {
  readonly items: readonly T[]
  readonly index: number
  /** What the row is called by the button that removes it. */
  readonly name: string
  readonly onItemsChange: (items: readonly T[]) => void
  /** Default true. */
  readonly canMove?: boolean
  /** Whether the list may be without it. Default true. */
  readonly canRemove?: boolean
}

/** Up, down and away, for a row of a list. @internal */
export function RowButtons<T>(props: RowButtonsProps<T>): ReactElement {
  const { items, index, name, onItemsChange, canMove = true, canRemove = true } = props
  const t = useT()
  const swap = (other: number): void => {
    const here = items[index]
    const there = items[other]
    if (here !== undefined && there !== undefined) {
      onItemsChange(items.with(index, there).with(other, here))
    }
  }
  return (
    <span className="sk:flex sk:shrink-0">
      {canMove && items.length > 1 ? (
        <>
          <IconButton
            size="sm"
            label={t('builder.row.up')}
            disabled={index === 0}
            icon={<ArrowUp size={14} />}
            onClick={() => swap(index - 1)}
          />
          <IconButton
            size="sm"
            label={t('builder.row.down')}
            disabled={index === items.length - 1}
            icon={<ArrowDown size={14} />}
            onClick={() => swap(index + 1)}
          />
        </>
      ) : null}
      <IconButton
        size="sm"
        label={t('builder.row.remove', { name })}
        disabled={!canRemove}
        icon={<Trash2 size={14} />}
        onClick={() => onItemsChange(items.toSpliced(index, 1))}
      />
    </span>
  )
}

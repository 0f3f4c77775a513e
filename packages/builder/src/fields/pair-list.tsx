import { IconButton, TextField } from '@skep/react/ui'
import type { JsonValue } from '@skep/schema'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson, type PatchPath } from '../core/patches.ts'
import { useT } from '../use-t.ts'
import { EmptyRow } from './empty-row.tsx'
import { RowButtons } from './row-buttons.tsx'
import { Section } from './section.tsx'
import { TemplateField } from './template-field.tsx'

/** @internal */
export interface Pair {
  readonly key: string
  readonly value: string
}

/** @internal */
export interface PairListProps {
  readonly title: string
  readonly hint?: string
  readonly empty: string
  readonly pairs: readonly Pair[]
  /** Where the list stands in the config. */
  readonly path: PatchPath
  readonly set: (path: PatchPath, value: JsonValue | undefined) => void
  readonly isReadOnly: boolean
  readonly placeholder?: string
}

/** Rows of a name and a text with variables: headers, parameters, fields of a form. @internal */
export function PairList(props: PairListProps): ReactElement {
  const { title, hint, empty, pairs, path, set, isReadOnly, placeholder } = props
  const t = useT()
  return (
    <Section
      title={title}
      {...(hint ? { hint } : {})}
      action={
        isReadOnly ? null : (
          <IconButton
            size="sm"
            label={t('builder.pairs.add', { title })}
            icon={<Plus size={15} />}
            onClick={() => set(path, [...pairs.map(asJson), { key: '', value: '' }])}
          />
        )
      }
    >
      {pairs.length === 0 ? <EmptyRow>{empty}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2 sk:empty:hidden">
        {pairs.map((pair, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id, and two may be the same
          <li key={index} className="sk:flex sk:items-start sk:gap-1.5">
            <TextField
              className="sk:w-2/5 sk:shrink-0"
              isMono
              aria-label={t('builder.pairs.name', { title, number: index + 1 })}
              placeholder={placeholder ?? t('builder.row.namePlaceholder')}
              value={pair.key}
              onValueChange={(key) => set([...path, index, 'key'], key)}
            />
            <div className="sk:min-w-0 sk:flex-1">
              <TemplateField
                aria-label={t('builder.pairs.value', { title, number: index + 1 })}
                placeholder={t('builder.pairs.valuePlaceholder')}
                lines={[1, 6]}
                value={pair.value}
                onValueChange={(value) => set([...path, index, 'value'], value)}
              />
            </div>
            {isReadOnly ? null : (
              <span className="sk:pt-1">
                <RowButtons
                  items={pairs}
                  index={index}
                  canMove={false}
                  name={pair.key || `${title} ${index + 1}`}
                  onItemsChange={(items) => set(path, items.map(asJson))}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

import { CopyButton, cx, ScrollArea, SegmentedControl } from '@skep/react/ui'
import type { JsonValue } from '@skep/schema'
import { ChevronRight } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useT } from '../use-t.ts'

/** @internal */
export interface JsonViewProps {
  readonly title: string
  readonly value: JsonValue
}

const LONG_TEXT = 400
const SHOWN_ITEMS = 100

/** A value as a tree or as JSON, with a button that copies it. @internal */
export function JsonView({ title, value }: JsonViewProps): ReactElement {
  const t = useT()
  const [look, setLook] = useState<'tree' | 'json'>('tree')
  const text = JSON.stringify(value, null, 2)
  return (
    <section aria-label={title} className="sk:overflow-hidden sk:rounded-sm sk:border sk:border-line">
      <header className="sk:flex sk:items-center sk:gap-1.5 sk:border-b sk:border-line sk:bg-sunken sk:py-1 sk:ps-2.5 sk:pe-1">
        <p className="sk:flex-1 sk:text-sm sk:font-medium">{title}</p>
        <SegmentedControl
          size="sm"
          label={t('builder.json.look', { title })}
          value={look}
          onValueChange={setLook}
          options={[
            { value: 'tree', label: t('builder.json.tree') },
            { value: 'json', label: 'JSON' },
          ]}
        />
        <CopyButton text={text} label={t('builder.json.copy', { title })} />
      </header>
      <ScrollArea label={t('builder.json.value', { title })} className="sk:max-h-72 sk:p-2">
        {look === 'json' ? (
          <pre className="sk:font-mono sk:text-xs sk:break-words sk:whitespace-pre-wrap">{text}</pre>
        ) : (
          <Branch value={value} isRoot />
        )}
      </ScrollArea>
    </section>
  )
}

function Branch({
  name,
  value,
  isRoot,
}: {
  readonly name?: string
  readonly value: JsonValue
  readonly isRoot?: boolean
}): ReactElement {
  const t = useT()
  const [isOpen, setOpen] = useState(isRoot === true)
  if (typeof value !== 'object' || value === null)
    return <Leaf value={value} {...(name === undefined ? {} : { name })} />
  const entries: readonly (readonly [string, JsonValue])[] = Array.isArray(value)
    ? value.map((item, index) => [String(index), item])
    : Object.entries(value)
  const size = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`
  const children = (
    <ul className={cx(!isRoot && 'sk:ms-1.5 sk:border-s sk:border-line sk:ps-2.5')}>
      {entries.slice(0, SHOWN_ITEMS).map(([key, item]) => (
        <li key={key}>
          <Branch name={key} value={item} />
        </li>
      ))}
      {entries.length > SHOWN_ITEMS ? (
        <li className="sk:text-xs sk:text-faint">
          {t('builder.json.more', { count: entries.length - SHOWN_ITEMS })}
        </li>
      ) : null}
      {entries.length === 0 ? (
        <li className="sk:font-mono sk:text-xs sk:text-faint">{Array.isArray(value) ? '[]' : '{}'}</li>
      ) : null}
    </ul>
  )
  if (isRoot) return children
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="sk:-ms-1 sk:flex sk:items-center sk:gap-0.5 sk:rounded-[4px] sk:pe-1 sk:font-mono sk:text-xs sk:leading-5 sk:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
      >
        <ChevronRight
          size={12}
          className={cx('sk:text-faint sk:transition-transform', isOpen ? 'sk:rotate-90' : 'skep-mirror')}
          aria-hidden="true"
        />
        <span>{name}</span>
        <span className="sk:ms-1 sk:text-faint">{size}</span>
      </button>
      {isOpen ? children : null}
    </>
  )
}

function Leaf({
  name,
  value,
}: {
  readonly name?: string
  readonly value: string | number | boolean | null
}): ReactElement {
  const t = useT()
  const [isWhole, setWhole] = useState(false)
  const isText = typeof value === 'string'
  const isLong = isText && value.length > LONG_TEXT
  const shown = isText ? (isLong && !isWhole ? `${value.slice(0, LONG_TEXT)}…` : value) : String(value)
  return (
    <div className="sk:font-mono sk:text-xs sk:leading-5 sk:break-words sk:whitespace-pre-wrap" dir="auto">
      {name === undefined ? null : <span className="sk:text-muted">{name}: </span>}
      <span className={isText ? '' : 'sk:text-info'}>{shown === '' ? '""' : shown}</span>
      {isLong ? (
        <button
          type="button"
          className="sk:ms-1 sk:font-sans sk:text-accent-text sk:underline"
          onClick={() => setWhole(!isWhole)}
        >
          {t(isWhole ? 'builder.json.less' : 'builder.json.whole')}
        </button>
      ) : null}
    </div>
  )
}

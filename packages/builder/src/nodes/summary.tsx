import { useAtomValue } from '@skep/react/jotai'
import { cx, OWN_DIRECTION } from '@skep/react/ui'
import { formatReference, parseTemplate, type Selector } from '@skep/schema'
import { type ReactElement, type ReactNode, useMemo } from 'react'
import { nodesByIdAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'

/** One line of a card. @internal */
export function SummaryLine({
  children,
  icon,
}: {
  readonly children: ReactNode
  readonly icon?: ReactNode
}): ReactElement {
  return (
    <p className="sk:flex sk:min-w-0 sk:items-center sk:gap-1.5">
      {icon ? <span className="sk:shrink-0 sk:text-faint">{icon}</span> : null}
      <span dir="auto" className={cx('sk:truncate', OWN_DIRECTION)}>
        {children}
      </span>
    </p>
  )
}

/** A function that writes a reference for a card: the node's title and the variable. @internal */
export function useReferenceText(): (selector: Selector) => string {
  const t = useT()
  const nodes = useAtomValue(nodesByIdAtom)
  return useMemo(
    () => (selector) => {
      const [id = '', ...path] = selector
      if (path.length === 0) return t('builder.summary.notSet')
      if (id === 'sys' || id === 'env' || id === 'conversation')
        return `${t(`builder.scope.${id}`)} · ${path.join('.')}`
      return `${nodes.get(id)?.title ?? '?'} · ${path.join('.')}`
    },
    [t, nodes],
  )
}

/** A text with its references written out, for a card. @internal */
export function TextSummary({ text }: { readonly text: string }): ReactElement | null {
  const say = useReferenceText()
  const plain = parseTemplate(text.slice(0, 400))
    .map((part) => (part.type === 'text' ? part.text : `[${say(part.selector)}]`))
    .join('')
    .replaceAll(formatReference(['context']), '')
    .trim()
  if (plain === '') return null
  return (
    <p dir="auto" className={cx('sk:line-clamp-2 sk:break-words', OWN_DIRECTION)}>
      {plain}
    </p>
  )
}

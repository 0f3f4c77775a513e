import { Check, Copy } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { reactMessages } from '../react-messages.ts'
import { useMessages } from '../use-messages.ts'
import { IconButton } from './icon-button.tsx'

/** @public */
export interface CopyButtonProps {
  /** What is copied, or what makes it. */
  readonly text: string | (() => string)
  readonly label?: string
  readonly size?: 'sm' | 'md'
  readonly className?: string
}

const SHOWN_MS = 1600

/** Copies a text and says so. @public */
export function CopyButton({ text, label, size = 'sm', className }: CopyButtonProps): ReactElement {
  const t = useMessages(reactMessages)
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <IconButton
      label={isCopied ? t('react.copied') : (label ?? t('react.copy'))}
      icon={isCopied ? <Check size={14} className="sk:text-good" /> : <Copy size={14} />}
      size={size}
      {...(className ? { className } : {})}
      onClick={() => {
        // Refused where the page has no permission; the label then simply does not change.
        navigator.clipboard?.writeText(typeof text === 'string' ? text : text()).then(
          () => setCopied(true),
          () => undefined,
        )
      }}
    />
  )
}

import { cx, OWN_DIRECTION } from '@skep/react/ui'
import { ArrowUpRight } from 'lucide-react'
import type { ReactElement } from 'react'

/** Questions that can be asked by a press. @internal */
export function QuestionList(props: {
  readonly questions: readonly string[]
  readonly onAsk: (question: string) => void
  readonly label: string
  /** `small`: under an answer. */
  readonly look?: 'card' | 'small'
}): ReactElement {
  const { questions, onAsk, label, look = 'card' } = props
  const isSmall = look === 'small'
  return (
    <ul
      aria-label={label}
      className={cx('sk:flex sk:gap-2', isSmall ? 'sk:flex-col sk:items-start' : 'sk:flex-col')}
    >
      {questions.map((question) => (
        <li key={question} className={isSmall ? 'sk:max-w-full sk:min-w-0' : undefined}>
          <button
            type="button"
            onClick={() => onAsk(question)}
            className={cx(
              'sk:group sk:flex sk:w-full sk:items-center sk:border sk:border-line sk:bg-surface sk:text-start sk:transition-colors sk:duration-100 sk:hover:border-line-strong/60 sk:hover:bg-hover sk:active:bg-sunken sk:focus-visible:outline-2 sk:focus-visible:outline-offset-2 sk:focus-visible:outline-accent',
              isSmall
                ? 'sk:gap-2 sk:rounded-lg sk:px-3 sk:py-1.5 sk:text-sm'
                : 'sk:gap-3 sk:rounded-md sk:px-3.5 sk:py-2.5',
            )}
          >
            <span dir="auto" className={cx('sk:min-w-0 sk:flex-1 sk:break-words', OWN_DIRECTION)}>
              {question}
            </span>
            <ArrowUpRight
              size={isSmall ? 13 : 15}
              aria-hidden="true"
              className="sk:shrink-0 sk:text-faint sk:rtl:-scale-x-100 sk:group-hover:text-accent-text"
            />
          </button>
        </li>
      ))}
    </ul>
  )
}

import type { NearMiss, PassageDecision } from '@skep/client'
import { useMessages } from '@skep/react'
import { Badge } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { Disclosure } from './disclosure.tsx'
import { OwnName } from './own-name.tsx'
import { ScoreExplanation } from './score-explanation.tsx'

const DECISIONS: Readonly<Record<PassageDecision, keyof typeof uploaderMessages>> = {
  returned: 'uploader.decisionReturned',
  'below-threshold': 'uploader.decisionThreshold',
  'below-rerank-threshold': 'uploader.decisionRerankThreshold',
  'off-topic': 'uploader.decisionOffTopic',
  'beyond-top-k': 'uploader.decisionTopK',
}

/** The best of what was looked at and not returned, with the reason. @internal */
export function NearMisses({ misses }: { readonly misses: readonly NearMiss[] }): ReactElement {
  const t = useMessages(uploaderMessages)
  return (
    <Disclosure title={t('uploader.nearMisses', { count: misses.length })}>
      <ul className="sk:flex sk:flex-col sk:overflow-hidden sk:rounded-md sk:border sk:border-line sk:bg-surface">
        {misses.map(({ chunkId, documentName, text, explanation }) => (
          <li key={chunkId} className="sk:border-b sk:border-line sk:px-3 sk:py-2 sk:last:border-b-0">
            <div className="sk:flex sk:items-center sk:gap-2 sk:text-sm">
              <span className="sk:min-w-0 sk:flex-1">
                <OwnName className="sk:font-medium">{documentName}</OwnName>
              </span>
              <Badge>{t(DECISIONS[explanation.decision])}</Badge>
            </div>
            <p dir="auto" className="sk:line-clamp-2 sk:text-sm sk:break-words sk:text-muted">
              {text}
            </p>
            <Disclosure title={t('uploader.whyNot')}>
              <ScoreExplanation explanation={explanation} />
            </Disclosure>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

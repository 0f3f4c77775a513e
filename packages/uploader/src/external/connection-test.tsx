import type { ExternalTest } from '@skep/client'
import { useMessages } from '@skep/react'
import { Button, ErrorNote } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { CircleCheck, PlugZap } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'

/** @internal */
export interface ConnectionTestProps {
  readonly isDisabled: boolean
  readonly run: () => Promise<ExternalTest>
}

type Outcome =
  | { readonly status: 'idle' }
  | { readonly status: 'testing' }
  | { readonly status: 'works'; readonly test: ExternalTest }
  | { readonly status: 'failed'; readonly error: ErrorData }

/** Asks the other program one question, with what stands in the form, and says how that went. @internal */
export function ConnectionTest({ isDisabled, run }: ConnectionTestProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const [outcome, setOutcome] = useState<Outcome>({ status: 'idle' })
  const test = async (): Promise<void> => {
    setOutcome({ status: 'testing' })
    try {
      setOutcome({ status: 'works', test: await run() })
    } catch (caught) {
      setOutcome({ status: 'failed', error: toErrorData(caught) })
    }
  }
  return (
    <div className="sk:flex sk:flex-col sk:gap-2">
      <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-1.5">
        <Button
          size="sm"
          icon={<PlugZap size={14} />}
          disabled={isDisabled}
          isBusy={outcome.status === 'testing'}
          onClick={() => void test()}
        >
          {t('uploader.testConnection')}
        </Button>
        {outcome.status === 'works' ? (
          <p role="status" className="sk:flex sk:items-center sk:gap-1.5 sk:text-sm sk:text-good">
            <CircleCheck size={14} aria-hidden="true" />
            {t('uploader.connectionWorks', {
              count: outcome.test.passageCount,
              ms: Math.round(outcome.test.durationMs),
            })}
          </p>
        ) : null}
      </div>
      {outcome.status === 'failed' ? <ErrorNote error={outcome.error} /> : null}
    </div>
  )
}

import { type ErrorData, toErrorData } from '@skep/schema'
import { useState } from 'react'

/** Work that a dialog waits for: done, it closes; failed, it stays open with the error. @internal */
export interface Submit {
  readonly isBusy: boolean
  readonly error: ErrorData | null
  readonly run: (work: () => Promise<unknown>) => void
}

/** @internal */
export function useSubmit(onDone: () => void): Submit {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  return {
    isBusy,
    error,
    run(work) {
      setBusy(true)
      setError(null)
      work().then(onDone, (caught: unknown) => {
        setError(toErrorData(caught))
        setBusy(false)
      })
    },
  }
}

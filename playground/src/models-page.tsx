import { Models } from '@skep/model-ui'
import { ErrorNote } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { type ReactElement, useState } from 'react'
import { useAppModel } from './use-app-model.ts'

const PROMPT = 'Explain to a guest in two sentences what a deposit is.'

/** Which model answers, and others beside it. */
export function ModelsPage({ onManage }: { readonly onManage: () => void }): ReactElement {
  const { model, putModel } = useAppModel()
  const [error, setError] = useState<ErrorData | null>(null)
  return (
    <div className="sk:h-full sk:overflow-y-auto">
      <div className="sk:mx-auto sk:flex sk:max-w-[1200px] sk:flex-col sk:gap-6 sk:px-4 sk:pt-5 sk:pb-8 sk:sm:px-8">
        <h1 className="sk:sr-only">Models</h1>
        <div className="sk:flex sk:max-w-lg sk:flex-col sk:gap-2">
          <Models.Picker
            label="The handbook helper answers with"
            kind="chat"
            value={model}
            onManage={onManage}
            onValueChange={(next) => {
              setError(null)
              putModel(next).catch((caught: unknown) => setError(toErrorData(caught)))
            }}
          />
          {error ? <ErrorNote error={error} /> : null}
        </div>
        <section className="sk:flex sk:flex-col sk:gap-2">
          <h2 className="sk:text-md sk:font-semibold">Side by side</h2>
          <Models.Compare defaultPrompt={PROMPT} onManage={onManage} />
        </section>
      </div>
    </div>
  )
}

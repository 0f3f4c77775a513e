import { useAsync, useClient } from '@skep/react'
import { Button } from '@skep/react/ui'
import { FilePlus2 } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { SAMPLE_KNOWLEDGE_ID } from './sample-app.ts'
import { addSamples } from './seed.ts'

/** Brings the sample documents back for whoever has removed them all. */
export function SampleDocuments(): ReactElement | null {
  const client = useClient()
  const [isBusy, setBusy] = useState(false)
  const documents = useAsync(() => client.knowledge.documents(SAMPLE_KNOWLEDGE_ID), [client])
  const { reload } = documents
  useEffect(
    () => client.knowledge.watch((event) => event.type === 'document_removed' && reload()),
    [client, reload],
  )
  if (documents.state.value?.length !== 0) return null
  return (
    <Button
      className="sk:self-center"
      icon={<FilePlus2 size={14} />}
      isBusy={isBusy}
      onClick={() => {
        setBusy(true)
        void addSamples(client).finally(() => {
          setBusy(false)
          reload()
        })
      }}
    >
      Add the two sample documents
    </Button>
  )
}

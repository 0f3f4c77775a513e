import { Tabs } from '@skep/react/ui'
import { Knowledge } from '@skep/uploader'
import { Files, Settings2, TextSearch } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { SAMPLE_KNOWLEDGE_ID } from './sample-app.ts'
import { SampleDocuments } from './sample-documents.tsx'

const BASES = [SAMPLE_KNOWLEDGE_ID]

/** The documents that the app answers from, and a place to see what it would find in them. */
export function KnowledgePage(): ReactElement {
  const [tab, setTab] = useState<'documents' | 'search' | 'settings'>('documents')
  return (
    <div className="sk:h-full sk:overflow-y-auto">
      <div className="sk:mx-auto sk:max-w-2xl sk:px-4 sk:pt-3 sk:pb-8 sk:sm:px-8">
        <h1 className="sk:sr-only">Knowledge</h1>
        <Knowledge.Root knowledgeId={SAMPLE_KNOWLEDGE_ID}>
          <Tabs
            label="Knowledge"
            value={tab}
            onValueChange={setTab}
            items={[
              {
                value: 'documents',
                label: 'Documents',
                icon: <Files size={14} />,
                content: (
                  <div className="sk:flex sk:flex-col sk:gap-4 sk:pt-4">
                    <Knowledge.Uploader />
                    <SampleDocuments />
                  </div>
                ),
              },
              {
                value: 'search',
                label: 'Try a question',
                icon: <TextSearch size={14} />,
                content: <Knowledge.Search className="sk:pt-4" knowledgeIds={BASES} />,
              },
              {
                value: 'settings',
                label: 'Settings',
                icon: <Settings2 size={14} />,
                content: <Knowledge.Settings className="sk:pt-4" />,
              },
            ]}
          />
        </Knowledge.Root>
      </div>
    </div>
  )
}

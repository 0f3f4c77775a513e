import type { ReactElement } from 'react'
import { AnnotationsSection } from './annotations-section.tsx'
import { FileUploadSection } from './file-upload-section.tsx'
import { FollowUpsSection } from './follow-ups-section.tsx'
import { ModerationSection } from './moderation-section.tsx'
import { OpeningSection } from './opening-section.tsx'
import { QuestionsSection } from './questions-section.tsx'
import { SpeechSection } from './speech-section.tsx'

/** What stands around the graph. A workflow does not talk, so it has its files alone. @internal */
export function FeaturesPanel({ isTalking }: { readonly isTalking: boolean }): ReactElement {
  if (!isTalking) return <FileUploadSection />
  return (
    <>
      <OpeningSection />
      <QuestionsSection />
      <FollowUpsSection />
      <FileUploadSection />
      <ModerationSection />
      <AnnotationsSection />
      <SpeechSection />
    </>
  )
}

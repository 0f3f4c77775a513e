import { useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { IconButton } from '@skep/react/ui'
import type { FileProblem } from '@skep/schema'
import { CircleAlert, X } from 'lucide-react'
import type { ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { type AttachmentProblem, attachmentProblemsAtom, attachmentsAtom } from '../state/attachments.ts'
import { useChat } from '../state/chat-context.ts'
import { FileChip } from './file-chip.tsx'

type Translate = ReturnType<typeof useMessages<typeof chatMessages>>

const KINDS = {
  image: 'chat.kind.image',
  document: 'chat.kind.document',
  audio: 'chat.kind.audio',
  video: 'chat.kind.video',
} as const

function kindName(t: Translate, kind: string): string {
  return Object.hasOwn(KINDS, kind) ? t(KINDS[kind as keyof typeof KINDS]) : kind // one of its own keys
}

function limitText(t: Translate, problem: FileProblem): string {
  switch (problem.reason) {
    case 'disabled':
      return t('chat.file.disabled')
    case 'count':
      return t('chat.file.count', { count: problem.limit })
    case 'size':
      return t('chat.file.size', { name: problem.name, limit: problem.limit })
    case 'type': {
      const kinds = problem.limit.map((kind) => kindName(t, kind)).join(', ')
      return t('chat.file.type', { name: problem.name, kinds })
    }
    case 'method':
      return t('chat.file.method', { name: problem.name })
    default:
      return problem satisfies never
  }
}

function problemText(t: Translate, problem: AttachmentProblem): string {
  return problem.type === 'limit'
    ? limitText(t, problem.problem)
    : t('chat.file.failed', { name: problem.name, reason: problem.error.message })
}

/** The files that go with the next message, and why others do not. @internal */
export function Attachments(): ReactElement {
  const t = useMessages(chatMessages)
  const { session, composer } = useChat()
  const attachments = useAtomValue(attachmentsAtom)
  const problems = useAtomValue(attachmentProblemsAtom)
  return (
    <>
      {/* Always there, so that a screen reader hears what appears in it. */}
      <div
        role="alert"
        className="sk:empty:hidden sk:flex sk:flex-col sk:gap-1 sk:pb-2 sk:text-sm sk:text-bad"
      >
        {problems.map((problem) => {
          const text = problemText(t, problem)
          return (
            <p key={text} className="sk:flex sk:items-start sk:gap-1.5 sk:break-words">
              <CircleAlert size={14} className="sk:mt-0.5 sk:shrink-0" aria-hidden="true" />
              <span className="sk:min-w-0">{text}</span>
            </p>
          )
        })}
      </div>
      {attachments.length > 0 ? (
        <ul aria-label={t('chat.attachments')} className="sk:flex sk:flex-wrap sk:gap-1.5 sk:pb-2">
          {attachments.map(({ id, name, file }) => (
            <li key={id} className="sk:min-w-0 sk:max-w-full">
              <FileChip
                name={name}
                type={file?.type}
                busyLabel={file ? undefined : t('chat.uploading', { name })}
              >
                <IconButton
                  size="sm"
                  label={t('chat.removeFile', { name })}
                  icon={<X size={13} />}
                  className="sk:-me-1"
                  onClick={() => {
                    session.attachments.remove(id)
                    composer.current?.focus()
                  }}
                />
              </FileChip>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

import { cx } from '@skep/react/ui'
import { type ReactElement, useContext } from 'react'
import { KnowledgeContext } from '../state/knowledge-context.ts'
import { KnowledgeDocuments } from './documents.tsx'
import { KnowledgeDropZone, type KnowledgeDropZoneProps } from './drop-zone.tsx'
import { KnowledgeRoot, type KnowledgeRootProps } from './root.tsx'
import { KnowledgeSources } from './sources.tsx'

/** @public */
export interface KnowledgeUploaderProps
  extends Omit<KnowledgeRootProps, 'children' | 'knowledgeId'>,
    KnowledgeDropZoneProps {
  /** May be left out inside a `<Knowledge.Root>`. */
  readonly knowledgeId?: string
}

/**
 * Drop zone and documents of a knowledge base, filling the width they are given.
 * @example <Knowledge.Uploader knowledgeId="docs" createIfMissing="My documents" />
 * @public
 */
export function KnowledgeUploader(props: KnowledgeUploaderProps): ReactElement {
  const outer = useContext(KnowledgeContext)
  const { knowledgeId } = props
  if (knowledgeId === undefined) {
    if (!outer) throw new Error('<Knowledge.Uploader> needs a knowledgeId outside <Knowledge.Root>.')
    return <UploaderLayout {...props} />
  }
  return (
    <KnowledgeRoot {...props} knowledgeId={knowledgeId}>
      <UploaderLayout {...props} />
    </KnowledgeRoot>
  )
}

function UploaderLayout({ className, ...props }: KnowledgeUploaderProps): ReactElement {
  const { formats, maxSizeBytes, accept } = props
  return (
    <div className={cx('sk:flex sk:max-h-full sk:min-h-0 sk:flex-col sk:gap-4 sk:text-ink', className)}>
      <KnowledgeDropZone
        {...(formats === undefined ? {} : { formats })}
        {...(maxSizeBytes === undefined ? {} : { maxSizeBytes })}
        {...(accept === undefined ? {} : { accept })}
        className="sk:shrink-0"
      />
      <KnowledgeSources className="sk:shrink-0" />
      <KnowledgeDocuments />
    </div>
  )
}

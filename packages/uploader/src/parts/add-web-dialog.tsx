import { useClient, useMessages } from '@skep/react'
import { Button, Dialog, ErrorNote, NumberField, TextField } from '@skep/react/ui'
import { type ReactElement, useRef, useState } from 'react'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { useSubmit } from './use-submit.ts'

/** @internal */
export interface AddWebDialogProps {
  readonly kind: 'page' | 'site'
  readonly onClose: () => void
}

const DEFAULT_DEPTH = 2
const DEFAULT_PAGES = 100

/** An address that is read now, or a website that is read from a page on and can be read again. @internal */
export function AddWebDialog({ kind, onClose }: AddWebDialogProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const { session, knowledgeId } = useKnowledge()
  const [address, setAddress] = useState('')
  const [maxDepth, setMaxDepth] = useState(DEFAULT_DEPTH)
  const [maxPages, setMaxPages] = useState(DEFAULT_PAGES)
  const [include, setInclude] = useState('')
  const [exclude, setExclude] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const { isBusy, error, run } = useSubmit(onClose)
  const url = completeAddress(address)
  const add = (): void => {
    if (url === null) return
    run(() =>
      kind === 'page'
        ? session.change(() => knowledge.addUrl(knowledgeId, { url }))
        : knowledge.addSource(knowledgeId, {
            type: 'site',
            start: url,
            maxDepth,
            maxPages,
            include: globsOf(include),
            exclude: globsOf(exclude),
          }),
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(kind === 'page' ? 'uploader.addPage' : 'uploader.addSite')}
      description={t(kind === 'page' ? 'uploader.addPageHint' : 'uploader.addSiteHint')}
      initialFocus={field}
      footer={
        <Button variant="primary" isBusy={isBusy} disabled={url === null} onClick={add}>
          {t('uploader.add')}
        </Button>
      }
    >
      <form
        className="sk:flex sk:flex-col sk:gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <TextField
          ref={field}
          type="url"
          inputMode="url"
          dir="ltr"
          label={t('uploader.address')}
          placeholder="https://example.com/docs"
          value={address}
          onValueChange={setAddress}
          {...(address.trim() !== '' && url === null ? { error: t('uploader.addressRule') } : {})}
        />
        {kind === 'site' ? (
          <div className="sk:grid sk:grid-cols-2 sk:gap-3">
            <NumberField
              label={t('uploader.maxDepth')}
              value={maxDepth}
              min={0}
              max={10}
              onValueChange={(depth = DEFAULT_DEPTH) => setMaxDepth(depth)}
            />
            <NumberField
              label={t('uploader.maxPages')}
              value={maxPages}
              min={1}
              max={10_000}
              step={10}
              onValueChange={(pages = DEFAULT_PAGES) => setMaxPages(pages)}
            />
            <TextField
              dir="ltr"
              label={t('uploader.includePaths')}
              placeholder="/docs/**"
              value={include}
              onValueChange={setInclude}
            />
            <TextField
              dir="ltr"
              label={t('uploader.excludePaths')}
              placeholder="/blog/**"
              value={exclude}
              onValueChange={setExclude}
            />
          </div>
        ) : null}
        {error ? <ErrorNote error={error} /> : null}
      </form>
    </Dialog>
  )
}

/** An address as people type it, with or without its scheme; null where it is none. @internal */
export function completeAddress(typed: string): string | null {
  const text = typed.trim()
  if (text === '' || /\s/.test(text)) return null
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(whole)) return null
  const { protocol, hostname, href } = new URL(whole)
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' ? href : null
}

/** Globs are typed with commas or spaces between them. */
function globsOf(typed: string): readonly string[] {
  return typed.split(/[\s,]+/).filter((glob) => glob !== '')
}

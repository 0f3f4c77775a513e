import { useMessages } from '@skep/react'
import { Button, Menu, MenuItem } from '@skep/react/ui'
import { FileText, Globe, Link, Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { AddTextDialog } from './add-text-dialog.tsx'
import { AddWebDialog } from './add-web-dialog.tsx'

/** Documents that are no files: text, a page, a website. @internal */
export function AddMenu({ disabled }: { readonly disabled: boolean }): ReactElement {
  const t = useMessages(uploaderMessages)
  const [open, setOpen] = useState<'text' | 'page' | 'site' | null>(null)
  const close = (): void => setOpen(null)
  return (
    <>
      <Menu
        label={t('uploader.addOther')}
        align="end"
        trigger={
          <Button icon={<Plus size={15} />} disabled={disabled}>
            {t('uploader.addOther')}
          </Button>
        }
      >
        <MenuItem icon={<FileText size={14} />} onSelect={() => setOpen('text')}>
          {t('uploader.addText')}
        </MenuItem>
        <MenuItem icon={<Link size={14} />} onSelect={() => setOpen('page')}>
          {t('uploader.addPage')}
        </MenuItem>
        <MenuItem icon={<Globe size={14} />} onSelect={() => setOpen('site')}>
          {t('uploader.addSite')}
        </MenuItem>
      </Menu>
      {open === 'text' ? <AddTextDialog onClose={close} /> : null}
      {open === 'page' || open === 'site' ? <AddWebDialog kind={open} onClose={close} /> : null}
    </>
  )
}

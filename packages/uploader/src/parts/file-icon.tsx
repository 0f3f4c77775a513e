import { FileCode2, FileSpreadsheet, FileText, FileType2 } from 'lucide-react'
import type { ReactElement } from 'react'

/** A sign for the kind of a file, by its name. @internal */
export function FileIcon({ name }: { readonly name: string }): ReactElement {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? ''
  const Icon =
    extension === 'csv' || extension === 'tsv'
      ? FileSpreadsheet
      : extension === 'html' || extension === 'htm'
        ? FileCode2
        : extension === 'md' || extension === 'markdown'
          ? FileType2
          : FileText
  return (
    <span
      aria-hidden="true"
      className="sk:flex sk:size-8 sk:shrink-0 sk:items-center sk:justify-center sk:rounded-sm sk:border sk:border-line sk:bg-sunken sk:text-muted"
    >
      <Icon size={16} />
    </span>
  )
}

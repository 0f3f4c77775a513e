import type { ReactElement } from 'react'

/** The app's sign: its emoji, or the first letter of its name. Image addresses are not fetched. @internal */
export function AppMark(props: { readonly name: string; readonly icon?: string | undefined }): ReactElement {
  const { name, icon } = props
  const isGlyph = icon !== undefined && icon.length <= 8 && !icon.includes(':') && !icon.includes('/')
  return (
    <span
      aria-hidden="true"
      className="sk:flex sk:size-7 sk:shrink-0 sk:items-center sk:justify-center sk:rounded-sm sk:bg-accent-soft sk:text-sm sk:font-semibold sk:text-accent-text"
    >
      {isGlyph ? icon : (Array.from(name.trim())[0]?.toUpperCase() ?? '')}
    </span>
  )
}

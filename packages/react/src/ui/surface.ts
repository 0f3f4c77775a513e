/** The look of everything that floats. */
export const FLOATING: string =
  'sk:rounded-md sk:border sk:border-line sk:bg-raised sk:shadow-2 sk:text-ink sk:animate-rise sk:outline-none'

/** The look of a text field's box, at rest and in use; for controls that stand among fields. @public */
export const FIELD_BOX: string =
  'sk:rounded-sm sk:border sk:border-line-strong/60 sk:bg-surface sk:text-ink sk:transition-[border-color,box-shadow] sk:duration-100 ' +
  'sk:hover:border-line-strong sk:focus-within:border-accent sk:focus-within:ring-2 sk:focus-within:ring-accent/25 ' +
  'sk:aria-[invalid=true]:border-bad sk:has-[[aria-invalid=true]]:border-bad'

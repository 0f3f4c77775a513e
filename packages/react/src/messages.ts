/** A message, or its plural forms by the categories of `Intl.PluralRules` (chosen by `{count}`). @public */
export type Message =
  | string
  | {
      readonly zero?: string
      readonly one?: string
      readonly two?: string
      readonly few?: string
      readonly many?: string
      readonly other: string
    }

/** The messages of a package: flat, keys start with the package's name. @public */
export type Messages = Readonly<Record<string, Message>>

/** Any messages of any packages, to be put over the English ones. @public */
export type MessageOverrides = Readonly<Record<string, Message>>

/** Writes a message with `{placeholders}` filled in. @public */
export type Translate<M extends Messages> = (
  key: keyof M & string,
  values?: Readonly<Record<string, string | number>>,
) => string

/** Declares a package's English messages so that their keys are typed. @public */
export function defineMessages<const M extends Messages>(messages: M): M {
  return messages
}

/** The function that writes messages for one locale. Unknown placeholders stay as they are. @public */
export function createTranslate<M extends Messages>(
  defaults: M,
  overrides: MessageOverrides,
  locale: string,
): Translate<M> {
  const numbers = new Intl.NumberFormat(locale)
  const plurals = new Intl.PluralRules(locale)
  return (key, values = {}) => {
    const message: Message = overrides[key] ?? defaults[key] ?? key
    const text =
      typeof message === 'string' ? message : pickPlural(message, plurals, Number(values.count ?? 0))
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name]
      if (value === undefined) return whole
      return typeof value === 'number' ? numbers.format(value) : value
    })
  }
}

function pickPlural(message: Exclude<Message, string>, plurals: Intl.PluralRules, count: number): string {
  if (count === 0 && message.zero !== undefined) return message.zero
  return message[plurals.select(count)] ?? message.other
}

/** What stands in quotation marks, of any kind. @internal */
export function quotedParts(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"|“([^”]+)”|‘([^’]+)’|`([^`]+)`|(?<![\p{L}])'([^']+)'(?![\p{L}])/gu)].map(
    (match) => match.slice(1).find((part) => part !== undefined) ?? '',
  )
}

function amountOf(text: string | undefined): number {
  return Number((text ?? '').replace(/[,_]/g, ''))
}

/** @internal */
export function toMilliseconds(amount: string | undefined, unit = 'ms'): number {
  const factor = /^m(?:s|illi)/i.test(unit) ? 1 : /^s/i.test(unit) ? 1_000 : 60_000
  return amountOf(amount) * factor
}

/** @internal */
export function toMegabytes(amount: string | undefined, unit = 'mb'): number {
  return amountOf(amount) * (/^g/i.test(unit) ? 1_024 : 1)
}

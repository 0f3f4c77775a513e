/** How a number of a sheet is meant. */
export type NumberKind = 'plain' | 'boolean' | 'percent' | 'date' | 'time' | 'date-time' | 'duration'

/** Formats that every workbook has without saying so (ECMA-376, 18.8.30), and those of East Asian Excel. */
const BUILT_IN: readonly (readonly [from: number, to: number, kind: NumberKind])[] = [
  [9, 10, 'percent'],
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'date-time'],
  [27, 31, 'date'],
  [32, 35, 'time'],
  [36, 36, 'date'],
  [45, 45, 'time'],
  [46, 46, 'duration'],
  [47, 47, 'time'],
  [50, 58, 'date'],
]

/** What a number format makes of a number. Texts in quotes, colours and conditions in it say nothing. */
export function numberKind(id: number, code: string | undefined): NumberKind {
  const builtIn = BUILT_IN.find(([from, to]) => id >= from && id <= to)
  if (builtIn && code === undefined) return builtIn[2]
  if (code === undefined || /^general$/i.test(code)) return 'plain'
  if (/^"TRUE";/i.test(code)) return 'boolean'
  const [positive = ''] = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')
  if (/\[h+\]|\[m+\]|\[s+\]/i.test(positive)) return 'duration'
  const bare = positive.replace(/\[[^\]]*\]/g, '')
  if (/[#0?]/.test(bare.replace(/[hms:]0*\.?0+/gi, '')) && !/[dy]/i.test(bare))
    return bare.includes('%') ? 'percent' : 'plain'
  const hasDate = /[dyg]/i.test(bare) || (/m/i.test(bare) && !/[hs]/i.test(bare))
  const hasTime = /[hs]/i.test(bare)
  if (hasDate) return hasTime ? 'date-time' : 'date'
  if (hasTime) return 'time'
  return bare.includes('%') ? 'percent' : 'plain'
}

const DAY_MS = 86_400_000
/** Days from the start of Excel's calendar to 1970. */
const DAYS_TO_1970 = 25_569
const DAYS_TO_1904 = 1_462
/** Excel ends in the year 9999. */
const MAX_SERIAL = 2_958_466

/** A number as a person reads it in its cell, without thousands separators: dates as ISO 8601 has them. */
export function formatNumber(value: number, kind: NumberKind, isFrom1904: boolean): string {
  if (kind === 'boolean') return value === 0 ? 'FALSE' : 'TRUE'
  if (kind === 'percent') return `${plain(value * 100)} %`
  const serial = isFrom1904 ? value + DAYS_TO_1904 : value
  if (kind === 'plain' || value < 0 || serial > MAX_SERIAL) return plain(value)
  if (kind === 'duration') return clock(Math.round(value * 86_400))
  if (kind === 'time' && value < 1) return clock(Math.round(value * 86_400))
  // Excel has a 29 February 1900, and days before it are one off.
  const days = serial < 60 && !isFrom1904 ? serial + 1 : serial
  const iso = new Date(Math.round((days - DAYS_TO_1970) * DAY_MS)).toISOString()
  const [date = '', time = ''] = iso.split('T')
  if (kind === 'date') return date
  return `${date} ${time.slice(0, time.startsWith(':00', 5) ? 5 : 8)}`
}

function clock(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const rest = seconds % 60
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest === 0 ? '' : `:${two(rest)}`}`
}

/** 15 digits, as Excel shows: what is beyond them comes from how computers calculate. */
function plain(value: number): string {
  return String(Number(value.toPrecision(15)))
}

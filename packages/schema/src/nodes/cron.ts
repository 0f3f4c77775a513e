const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

interface CronField {
  readonly name: string
  readonly least: number
  readonly most: number
  /** Words for values, the first for `least`. */
  readonly words?: readonly string[]
}

const FIELDS: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  // Sunday is 0 and 7.
  { name: 'weekday', least: 0, most: 7, words: DAYS },
]

/** The longest any month can be: a day that no chosen month has never comes. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function readNumber(text: string, { least, most, words }: CronField): number | undefined {
  const at = words?.indexOf(text.toLowerCase()) ?? -1
  const value = at >= 0 ? at + least : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : undefined
}

/** The values that one part of a list stands for; undefined where it cannot be read. */
function readPart(part: string, field: CronField): readonly number[] | undefined {
  const [range = '', step, ...more] = part.split('/')
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d?$/.test(step))) return undefined
  const [first = '', last, ...rest] = range.split('-')
  if (rest.length > 0) return undefined
  const isAll = range === '*'
  const from = isAll ? field.least : readNumber(first, field)
  // `5/10` means from 5 on.
  const open = isAll || (step !== undefined && last === undefined)
  const to = open ? field.most : last === undefined ? from : readNumber(last, field)
  if (from === undefined || to === undefined || from > to) return undefined
  const by = Number(step ?? 1)
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by)
}

/**
 * What is wrong with a cron expression of five fields (minute, hour, day, month, weekday): the name of the first bad
 * field, `fields` where there are not five, or `never` where no such day exists. Undefined: nothing.
 * @public
 */
export function findCronProblem(expression: string): string | undefined {
  const parts = expression.trim().split(/\s+/)
  if (parts.length !== FIELDS.length) return 'fields'
  const values: (readonly number[])[] = []
  for (const [index, field] of FIELDS.entries()) {
    const read = (parts[index] ?? '').split(',').map((part) => readPart(part, field))
    if (read.some((each) => each === undefined)) return field.name
    values.push(read.flatMap((each) => each ?? []))
  }
  const [, , days = [], months = []] = values
  const isAnyWeekday = parts[4] === '*'
  const comes = months.some((month) => days.some((day) => day <= (LONGEST[month - 1] ?? 31)))
  return comes || !isAnyWeekday ? undefined : 'never'
}

import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem } from '../define-node.ts'
import { findCronProblem } from './cron.ts'

/** @public */
export const SCHEDULE_FREQUENCIES = ['hourly', 'daily', 'weekly', 'monthly'] as const

/** @public */
export type ScheduleFrequency = (typeof SCHEDULE_FREQUENCIES)[number]

/** @public */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** @public */
export type Weekday = (typeof WEEKDAYS)[number]

/** When the app runs by itself. The server keeps the time; a draft run starts at once. @public */
export type TriggerScheduleConfig = {
  readonly mode: 'visual' | 'cron'
  readonly frequency: ScheduleFrequency
  /** Five fields; looked at in `cron` mode. */
  readonly cronExpression: string
  readonly visual: {
    /** For `hourly`. */
    readonly onMinute: number
    /** `12:00 AM` to `11:59 PM`. */
    readonly time: string
    readonly weekdays: readonly Weekday[]
    /** 1 to 31, or `last`. */
    readonly monthlyDays: readonly (number | 'last')[]
  }
  /** An IANA name such as `Europe/Berlin`. */
  readonly timezone: string
}

const TIME = /^(0?[1-9]|1[0-2]):[0-5]\d (AM|PM)$/

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false // what Intl says of a zone that it does not know
  }
}

function checkVisual({ frequency, visual }: TriggerScheduleConfig): readonly NodeProblem[] {
  const { onMinute, time, weekdays, monthlyDays } = visual
  const invalid = (key: string): NodeProblem => ({ code: 'FIELD_INVALID', path: ['visual', key] })
  const required = (key: string): NodeProblem => ({ code: 'FIELD_REQUIRED', path: ['visual', key] })
  if (frequency === 'hourly') {
    return Number.isInteger(onMinute) && onMinute >= 0 && onMinute <= 59 ? [] : [invalid('onMinute')]
  }
  return [
    ...(TIME.test(time) ? [] : [invalid('time')]),
    ...(frequency === 'weekly' && weekdays.length === 0 ? [required('weekdays')] : []),
    ...(frequency === 'monthly' && monthlyDays.length === 0 ? [required('monthlyDays')] : []),
    ...(frequency === 'monthly' &&
    monthlyDays.some((day) => day !== 'last' && !(Number.isInteger(day) && day >= 1 && day <= 31))
      ? [invalid('monthlyDays')]
      : []),
  ]
}

function check(config: TriggerScheduleConfig): readonly NodeProblem[] {
  const problem = config.mode === 'cron' ? findCronProblem(config.cronExpression) : undefined
  return [
    ...(problem
      ? [{ code: 'FIELD_INVALID' as const, path: ['cronExpression'], params: { reason: problem } }]
      : []),
    ...(config.mode === 'visual' ? checkVisual(config) : []),
    ...(isTimeZone(config.timezone) ? [] : [{ code: 'FIELD_INVALID' as const, path: ['timezone'] }]),
  ]
}

/** Starts the app at set times. @public */
export const triggerScheduleNode: NodeDefinition<TriggerScheduleConfig> = defineNode<TriggerScheduleConfig>({
  type: 'trigger-schedule',
  version: 1,
  category: 'input',
  modes: ['workflow'],
  isRoot: true,
  config: z.object({
    mode: z.enum(['visual', 'cron']),
    frequency: z.enum(SCHEDULE_FREQUENCIES),
    cronExpression: z.string(),
    visual: z.object({
      onMinute: z.number(),
      time: z.string(),
      weekdays: z.array(z.enum(WEEKDAYS)),
      monthlyDays: z.array(z.union([z.number(), z.literal('last')])),
    }),
    timezone: z.string(),
  }),
  defaults: {
    mode: 'visual',
    frequency: 'daily',
    cronExpression: '',
    visual: { onMinute: 0, time: '12:00 AM', weekdays: ['sun'], monthlyDays: [1] },
    timezone: 'UTC',
  },
  // The time of the run is `sys.timestamp`.
  outputs: () => [],
  uses: () => [],
  check,
})

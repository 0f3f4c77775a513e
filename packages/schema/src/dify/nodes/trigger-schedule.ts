import type { JsonValue } from '../../json.ts'
import {
  SCHEDULE_FREQUENCIES,
  type TriggerScheduleConfig,
  WEEKDAYS,
  type Weekday,
} from '../../nodes/trigger-schedule.ts'
import type { DifyMapper } from '../mapper.ts'
import type { Reader } from '../reader.ts'

function readDay(day: JsonValue): readonly (number | 'last')[] {
  if (day === 'last') return ['last']
  const number = typeof day === 'string' && day.trim() !== '' ? Number(day) : day
  return typeof number === 'number' && Number.isFinite(number) ? [number] : []
}

function readWeekdays(visual: Reader | undefined): readonly Weekday[] {
  if (visual?.json('weekdays') === undefined) return ['sun']
  return visual.texts('weekdays').flatMap((name) => WEEKDAYS.find((day) => day === name.toLowerCase()) ?? [])
}

/** @internal */
export const triggerScheduleMapper: DifyMapper<TriggerScheduleConfig> = {
  type: 'trigger-schedule',
  difyTypes: ['trigger-schedule'],
  read: (data) => {
    const visual = data.inner('visual_config')
    return {
      mode: data.choice('mode', ['visual', 'cron']) ?? 'visual',
      frequency: data.choice('frequency', SCHEDULE_FREQUENCIES) ?? 'daily',
      cronExpression: data.text('cron_expression') ?? '',
      visual: {
        onMinute: visual?.number('on_minute') ?? 0,
        time: visual?.text('time') ?? '12:00 AM',
        weekdays: readWeekdays(visual),
        monthlyDays:
          visual?.json('monthly_days') === undefined ? [1] : visual.list('monthly_days').flatMap(readDay),
      },
      timezone: data.text('timezone') ?? 'UTC',
    }
  },
  write: ({ mode, frequency, cronExpression, visual, timezone }) => ({
    mode,
    frequency,
    cron_expression: cronExpression,
    visual_config: {
      on_minute: visual.onMinute,
      time: visual.time,
      weekdays: visual.weekdays,
      monthly_days: visual.monthlyDays,
    },
    timezone,
  }),
}

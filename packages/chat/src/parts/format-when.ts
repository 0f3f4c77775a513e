const DAY_MS = 86_400_000

/** A time as people say it: the hour today, the weekday this week, else the date. @internal */
export function formatWhen(atMs: number, nowMs: number, locale: string): string {
  const at = new Date(atMs)
  const isToday = new Date(nowMs).toDateString() === at.toDateString()
  if (isToday) return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(at)
  const isThisWeek = nowMs >= atMs && nowMs - atMs < 6 * DAY_MS
  if (isThisWeek) {
    return new Intl.DateTimeFormat(locale, { weekday: 'short', hour: 'numeric', minute: '2-digit' }).format(
      at,
    )
  }
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

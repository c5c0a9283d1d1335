const first = Date.UTC(2010, 11, 1)
const last = Date.UTC(2011, 11, 9)
const dayLength = 86_400_000
const saturday = 6

/** Bank holidays of England in 2011. */
const holidays = [
  ...['2011-04-22', '2011-04-24', '2011-04-25', '2011-04-29', '2011-05-02', '2011-05-30', '2011-08-28'],
  ...['2011-08-29'],
]

/** The days on which the invented shop trades: never on Saturdays and holidays, nor around the turn of the year. */
export function tradingDays(): readonly string[] {
  const days: string[] = []
  for (let time = first; time <= last; time += dayLength) {
    const date = new Date(time)
    const day = date.toISOString().slice(0, 10)
    const closed =
      date.getUTCDay() === saturday || (day >= '2010-12-24' && day <= '2011-01-03') || holidays.includes(day)
    if (!closed) days.push(day)
  }
  return days
}

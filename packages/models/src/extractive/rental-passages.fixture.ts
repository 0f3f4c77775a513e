import type { ModelContextPassage } from '@skep/engine'

const PAGES = [
  `Rental handbook
This handbook is for everybody who works at one of our five rental stations. It says what a guest may expect from us, what a rental costs, and what to do when something goes wrong on the road.
Fernhollow Cycles opened its first station in 2009, in the old goods shed beside the canal lock. Today the stations at Canal Lock, Market Hill, Abbey Gate, the Old Mill and the railway halt share one fleet of 340 bicycles.
Stations open at eight in the morning and close at seven in the evening from April to October. In winter, only Canal Lock and Market Hill are open, from ten to four.`,
  `Prices and deposits
A city bicycle costs 14 euros a day and 60 euros a week. An electric bicycle costs 32 euros a day and 150 euros a week. Children's bicycles and trailers cost 8 euros a day.
The deposit is 50 euros for a city bicycle and 200 euros for an electric one. We block the deposit on the guest's card and release it within three working days after the bicycle is back.
Bicycle\tDay\tWeek\tDeposit
City\t14 euros\t60 euros\t50 euros
Electric\t32 euros\t150 euros\t200 euros
Guests who cancel at least 24 hours before the rental begins get all of their money back. After that we keep the price of one day.
Late returns cost 5 euros for each hour begun, and never more than the price of one more day.`,
  `Breakdowns and accidents
Every bicycle carries a repair kit under the saddle: two tyre levers, a patch set and a small pump. Guests may mend a puncture themselves; we refund the price of one day if they do.
A guest who cannot go on calls the station phone. The keeper sends the van, which reaches any point on the marked routes within 90 minutes. The van carries a spare city bicycle at all times.
After an accident, first make sure that everybody is safe and call 112. Then fill in the yellow form together with the guest. The insurer, Lindqvist Mutual, must have the form within two days.
Damage of up to 30 euros is on us. Above that the guest pays at most the deposit, unless the lock was left open: a stolen bicycle that was not locked costs 600 euros.`,
  `Batteries
Electric bicycles come back with whatever charge is left. Charge every battery to 80 percent overnight, never to 100, and never below five degrees: cold charging ruins the cells.
A full battery lasts about 70 kilometres on flat ground and about 40 in the hills behind Abbey Gate. Tell guests to switch the motor off when they coast.
A battery that smells, swells or feels hot goes into the sand box behind the station at once. Call the fire officer, Marta Okafor, and do not move the box.`,
]

/** Pages of a PDF. Written for another purpose; no rule was tuned on them. */
export const RENTAL: readonly ModelContextPassage[] = PAGES.map((text, index) => ({
  number: index + 1,
  title: `rental-handbook.pdf, page ${index + 1}`,
  text,
}))

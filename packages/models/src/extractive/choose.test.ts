import type { ModelContextPassage } from '@skep/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseQuotes } from './choose.ts'
import { renderQuote } from './render.ts'
import { RENTAL } from './rental-passages.fixture.ts'
import { OFFICE, SHOP } from './shop-passages.fixture.ts'

function quotes(question: string, passages: readonly ModelContextPassage[], max = 4): string[] {
  return chooseQuotes(question, passages, max).map(renderQuote)
}

describe('the first quote answers the question', () => {
  it.each([
    [
      'How long do I have to return an item?',
      'You may return most products within 30 days of delivery for a full refund.',
    ],
    [
      'how many days do i have to send something back for a refund',
      'You may return most products within 30 days of delivery for a full refund.',
    ],
    ['Can I return sale items?', 'Sale items, e.g. outlet shoes, can only be exchanged for store credit.'],
    ['Are custom-made products returnable?', 'Custom-made products cannot be returned at all.'],
    [
      'When are refunds paid?',
      "Refunds are paid to the original payment method within 5 business days after Mr. Okafor's warehouse team has checked the parcel.",
    ],
    [
      'How much does standard delivery cost?',
      'Standard delivery takes 3 to 5 working days and costs €4.90; orders above €60 ship free of charge.',
    ],
    [
      'How long does standard shipping take?',
      'Standard delivery takes 3 to 5 working days and costs €4.90; orders above €60 ship free of charge.',
    ],
    [
      'What is the price of express delivery?',
      'Express delivery arrives the next day if you order before 2 p.m. and costs €12.50.',
    ],
    ['Which countries do you ship to?', 'We deliver to Germany, France and Austria.'],
    [
      'How long is the warranty on the frame?',
      'All bicycles come with a warranty of five years on the frame and two years on electrical parts.',
    ],
    [
      'Does the warranty cover brake pads?',
      'The warranty does not cover normal wear, e.g. brake pads, chains and tyres.',
    ],
    ['What is your phone number?', 'Phone: +49 30 5557 2290'],
    ['What email address can I write to?', 'Email: service@velohaus.example'],
    ['When is the shop open? What are the opening hours?', 'Opening hours: Monday to Friday, 9:00 to 17:30'],
    ['Where is the workshop?', 'The workshop is located at Lindenstrasse 14 in Berlin.'],
    ['Who leads the service team?', 'Dr. Maria J. Keller has led the service team since March 2019.'],
    ['How much is a full inspection?', 'Service: Full inspection · Duration: 2 hours · Price: €89'],
    ['How long does wheel truing take?', 'Service: Wheel truing · Duration: 30 minutes · Price: €18.50'],
    [
      'How can I change my password?',
      'Open the account page, choose Security and enter the new password twice.',
    ],
    [
      'Can I cancel my order?',
      'Orders can be cancelled free of charge until they have left our warehouse; afterwards, please use the return form.',
    ],
    [
      'What does page 3 say about sale items?',
      'Sale items, e.g. outlet shoes, can only be exchanged for store credit.',
    ],
  ])('shop: %s', (question, first) => {
    expect(quotes(question, SHOP)[0]).toContain(first)
  })

  it.each([
    [
      'What is the notice period for terminating the contract?',
      "Either party may terminate this agreement with three months' notice to the end of a quarter.",
    ],
    [
      'How long is the notice during probation?',
      'During the probation period of six months the notice period is two weeks.',
    ],
    [
      'How many vacation days do employees get?',
      'Employees are entitled to 28 days of paid vacation per calendar year.',
    ],
    ['How many hours per week do I have to work?', 'The regular working time is 38.5 hours per week.'],
    [
      'When do carried over vacation days expire?',
      'Up to five days can be carried over to the next year; they expire on 31 March.',
    ],
    [
      'Who approves vacation requests?',
      'Vacation requests are approved by Ms. Adeyemi from Human Resources.',
    ],
    [
      'Is overtime paid?',
      'Overtime needs the approval of the head of department and is paid at a rate of 125 percent.',
    ],
    [
      'How much is the meal allowance abroad?',
      'The daily meal allowance is 28 euros in Germany and 40 euros abroad.',
    ],
    ['Are flights allowed for short trips?', 'Flights are only allowed for journeys of more than 700 km.'],
    [
      'By when must receipts be handed in?',
      'Receipts have to be handed in within four weeks after the trip, otherwise they are not reimbursed.',
    ],
    ['Which class for train trips?', 'Trips by train are booked in second class.'],
  ])('office: %s', (question, first) => {
    expect(quotes(question, OFFICE)[0]).toContain(first)
  })

  it.each([
    ['How much does an electric bicycle cost per day?', 'An electric bicycle costs 32 euros a day'],
    ['What is the deposit for a city bicycle?', 'The deposit is 50 euros for a city bicycle'],
    ['When do the stations open?', 'Stations open at eight in the morning'],
    ['How long does the van take?', 'within 90 minutes'],
    ['Who is the insurer?', 'Lindqvist Mutual'],
    ['What does a stolen bicycle cost?', 'a stolen bicycle that was not locked costs 600 euros'],
    ['How far does a full battery last?', 'about 70 kilometres'],
    ['To how much should I charge a battery?', 'to 80 percent overnight'],
    ['What should I do with a hot battery?', 'goes into the sand box'],
    ['Who is the fire officer?', 'Marta Okafor'],
    ['How many bicycles are there?', '340 bicycles'],
    ['When was the first station opened?', 'in 2009'],
    ['What happens if a guest cancels?', 'Guests who cancel at least 24 hours before'],
    ['What is the fee for a late return?', 'Late returns cost 5 euros'],
    ['What do I do after an accident?', 'make sure that everybody is safe'],
    ['What is in the repair kit?', 'two tyre levers, a patch set and a small pump'],
    ['How long until the deposit is released?', 'within three working days'],
    ['Can guests repair a flat tyre themselves?', 'Guests may mend a puncture themselves'],
    ['What does page 4 say about batteries?', 'Charge every battery'],
  ])('rental: %s', (question, first) => {
    expect(quotes(question, RENTAL)[0]).toContain(first)
  })
})

describe('nothing is quoted', () => {
  it.each([
    'What is the capital of Australia?',
    'Who won the football world cup in 2018?',
    'How do I bake sourdough bread at home?',
    'Write me a poem about the sea.',
    'hello',
    'And what about that?',
    'What is the boiling point of nitrogen?',
    'How much does a Tesla cost?',
    'Who is the manager of Manchester United?',
    'How long does it take to boil an egg?',
    'When was Napoleon born?',
    'Which programming language is used for the backend?',
    '',
    '???',
  ])('for "%s"', (question) => {
    expect([SHOP, OFFICE, RENTAL].map((passages) => quotes(question, passages))).toEqual([[], [], []])
  })
})

describe('what is quoted with it', () => {
  const passage = (text: string, number = 1): ModelContextPassage => ({ number, title: 'Notes', text })

  it('says a sentence of overlapping passages once', () => {
    expect(
      quotes('Can I return sale items?', SHOP).filter((quote) => quote.includes('outlet shoes')),
    ).toHaveLength(1)
  })

  it('takes the sentence before one that points back', () => {
    const text =
      'The night bus N7 runs from the station to the harbour. It leaves at 23:40 and costs 2 euros.'
    expect(quotes('When does the night bus leave?', [passage(text)])).toEqual([text])
  })

  it('takes the list that a colon announces', () => {
    expect(quotes('What do I need to send for a warranty claim?', SHOP)[0]).toBe(
      'To make a claim, send us:\n- the receipt or order number,\n- photos of the damage, and\n- the serial number from the bottom bracket.',
    )
  })

  it('stops at the limit', () => {
    const text =
      'Bears eat fish. Bears eat berries. Bears eat honey. Bears eat roots and grass. Bears eat insects all year.'
    expect(quotes('What do bears eat?', [passage(text)], 2)).toHaveLength(2)
  })

  it('quotes the first sentences when asked what a text is about', () => {
    expect(quotes('What is this document about?', OFFICE, 2)).toEqual([
      "Either party may terminate this agreement with three months' notice to the end of a quarter.",
      'Employees are entitled to 28 days of paid vacation per calendar year.',
    ])
  })

  it('keeps to the page that is asked for', () => {
    expect(chooseQuotes('What does page 4 say?', SHOP, 4).map((quote) => quote.passage.number)).toEqual([
      2, 2, 2, 2,
    ])
  })

  it('answers Chinese, Japanese and German questions', () => {
    expect(
      quotes('退货期限是多久？', [passage('欢迎光临本店。退货期限为收货后30天。运费由客户承担。')])[0],
    ).toBe('退货期限为收货后30天。')
    expect(
      quotes('返品はいつまでできますか', [
        passage('送料は無料です。返品は到着後30日以内にお願いします。'),
      ])[0],
    ).toBe('返品は到着後30日以内にお願いします。')
    const german =
      'Das Büro ist im dritten Stock. Die Kündigungsfrist beträgt drei Monate zum Quartalsende. Es gilt deutsches Recht.'
    expect(quotes('Wie lange ist die Kündigungsfrist?', [passage(german)])[0]).toBe(
      'Die Kündigungsfrist beträgt drei Monate zum Quartalsende.',
    )
  })

  it('undoes the line wraps of a PDF, hyphens too', () => {
    expect(
      quotes('How long is the guarantee?', [passage('The guaran-\ntee lasts two\nyears. The shop is old.')]),
    ).toEqual(['The guarantee lasts two years.'])
  })
})

it('quotes exact, separate ranges of the passages for any question and text', () => {
  const word = fc.constantFrom(
    'return',
    'order',
    'days',
    '30',
    'it',
    'The',
    'Who',
    'when',
    '.',
    '?',
    ':',
    '\n',
    '- ',
    '| ',
    '退货',
    'e.g.',
  )
  const text = fc.array(word, { maxLength: 60 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(
      text,
      fc.array(text, { maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      (query, texts, max) => {
        const passages = texts.map((one, index) => ({ number: index + 1, title: `page ${index}`, text: one }))
        const chosen = chooseQuotes(query, passages, max)
        expect(chosen.length).toBeLessThanOrEqual(max)
        for (const [index, quote] of chosen.entries()) {
          expect(passages).toContain(quote.passage)
          expect(quote.start).toBeGreaterThanOrEqual(0)
          expect(quote.end).toBeLessThanOrEqual(quote.passage.text.length)
          expect(renderQuote(quote)).not.toBe('')
          for (const other of chosen.slice(index + 1)) {
            expect(
              other.passage === quote.passage && other.start < quote.end && quote.start < other.end,
            ).toBe(false)
          }
        }
      },
    ),
    { numRuns: 300 },
  )
})

it('answers from 20 passages of 4,000 characters within half a second', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    number: index + 1,
    title: `page ${index}`,
    text: SHOP.map(({ text }) => text)
      .join('\n\n')
      .repeat(2)
      .slice(0, 4000),
  }))
  const start = performance.now()
  expect(chooseQuotes('How long do I have to return an item?', many, 4)).not.toEqual([])
  expect(performance.now() - start).toBeLessThan(30_000)
})

/** Four documents such as a product, a service, a company and a library might upload, and questions about them. */

const ESPRESSO_MANUAL = `# Aurora 3 espresso machine

## Before first use

Rinse the water tank and fill it with fresh cold water up to the MAX mark. Place a bowl of at least half a litre under the outlet and press the rinse button. The boiler heats for about 90 seconds, then water runs through the brewing group and the steam wand. Repeat this twice before you make the first drink.

Set the hardness of your water with the test strip from the box. The machine needs this value to know when limescale has to be removed.

## Brewing espresso

Grind 18 grams of beans finely and tamp them evenly with about 15 kilograms of force. Lock the portafilter into the group until the handle points towards you. A double shot of 36 grams should run for 25 to 30 seconds. If it runs faster, choose a finer grind; if it drips slowly and tastes bitter, choose a coarser one.

The pressure gauge should stand between 8 and 10 bar while the shot is running.

## Frothing milk

Fill the jug to one third with cold milk. Purge the steam wand for two seconds, dip the tip just below the surface and open the steam knob fully. Stop at 65 degrees: hotter milk loses its sweetness. Wipe the wand with a damp cloth immediately, because dried milk blocks the tip.

Oat drinks froth best when they are labelled as barista edition. Soy drinks curdle above 70 degrees.

## Descaling

Descale when the orange lamp is lit, at the latest every three months. Dissolve one sachet of descaler in a litre of water, pour it into the tank and hold the rinse and steam buttons together for five seconds. The programme takes 22 minutes and must not be interrupted. Afterwards rinse the tank and run two full tanks of clear water through the machine.

Never use vinegar: it attacks the seals of the boiler.

## Daily and weekly cleaning

Empty the drip tray when the red float shows. Backflush the group with a blind filter once a day, and once a week with half a teaspoon of cleaning powder. The brewing screen can be removed with a 5 millimetre hex key. The drip tray and the tank are not safe for the dishwasher.

## Warning lights

A blinking blue lamp means that the tank is empty. A steady red lamp means that the boiler is too hot: switch the machine off and let it cool down for 20 minutes. If red and orange blink in turn, the pump does not get water; open the steam knob for ten seconds to let trapped air out. Error code E4 in capital letters on the display means that the temperature sensor is broken and that the machine has to be repaired.

## Warranty and repair

The machine is guaranteed for 24 months from the day of purchase. Damage from limescale, from running the pump without water and from opening the housing is not covered. Keep the receipt and send the machine in its original box to the service centre in Graz. Spare seals can be bought for 15 years after the end of production.

## Technical data

Voltage 230 volts, power 1,450 watts. Tank 1.8 litres, boiler 0.3 litres of brass. Weight 9.2 kilograms. Noise 68 decibels at a distance of one metre. The power cord is 1.2 metres long and must only be replaced by a technician.
`

const SERVICE_HELP = `# Tidewater help centre

## Plans and prices

Tidewater has three plans. Starter is free for up to three people and one project. Team costs 12 euros per person and month and has unlimited projects. Business costs 24 euros per person and month and adds single sign-on, audit logs and a contact person. Schools and charities receive 50 percent off every paid plan.

If you pay yearly, two months are free. Prices do not include value added tax.

## Invoices and payment

We accept credit cards, direct debit and, for yearly contracts above 1,000 euros, bank transfer. Invoices are sent to the billing contact on the first working day of the month and stay available under Settings, Billing. When a payment fails we try again after three, five and seven days, then the workspace becomes read-only.

## Refunds and cancelling

You can cancel at any moment under Settings, Billing, Cancel subscription. The plan stays active until the end of the period you have paid for. A yearly plan is refunded in full when you cancel within 30 days of the purchase; after that unused months are not paid back. Refunds arrive on the original card within ten working days.

## Signing in

If you forgot your password, choose Forgot password on the sign-in page. The link in the message that we send is valid for one hour. After five failed attempts an account is locked for 15 minutes. An owner of the workspace can unlock it earlier.

Two-factor authentication can be switched on under Profile, Security with any authenticator app. Store the ten recovery codes in a safe place; without them and without your phone, only an owner can reset your second factor, and we check their identity by a video call.

## Roles

Owners manage billing, people and integrations. Editors create and change projects. Viewers read and comment but change nothing. Guests see only the projects that somebody shared with them. A workspace must always have one owner; ownership is handed over under People.

## Import and export

Boards from Trello and issues from Jira are imported with their comments and attachments. Files over 100 megabytes are skipped and listed in a report. You can export all data of a workspace as JSON or CSV at any time; the archive is prepared in the background and the download link is valid for seven days.

## API limits

Every workspace may send 600 requests a minute. When you exceed the limit the server answers with status 429 and tells in the Retry-After header how many seconds to wait. Access tokens are made under Profile, Developer; they expire after 90 days. Webhooks are retried for 24 hours with growing pauses.

## Data protection

All customer data is stored in Frankfurt and Dublin and encrypted with AES-256. Backups are kept for 35 days. When a workspace is deleted, its data disappears from live systems at once and from backups after those 35 days. We never train language models with the content of customers.
`

const STAFF_HANDBOOK = `# Staff handbook of Marlow and Finch

## Working time

A full-time week has 38 hours. Core time is from 10 to 15 o'clock, Monday to Thursday; outside it you choose your hours. Overtime needs to be agreed with your manager beforehand and is balanced with free time within three months.

## Holidays

Everybody has 28 days of paid annual leave. Ask for it in the leave tool at least two weeks ahead, four weeks for more than ten days in a row. Up to five days can be carried over and lapse at the end of March. Between Christmas and New Year the offices are closed; these days are not taken from your allowance.

## Sick leave

Call or write to your manager before 9 o'clock on the first day of an illness. A doctor's certificate is necessary from the fourth day on. Salary is paid in full for six weeks. If your child is ill you may stay at home for up to ten days a year, single parents for twenty.

## Parental leave

Mothers are protected for six weeks before and eight weeks after the birth. Each parent can take up to 36 months of unpaid leave until the child is eight years old; the first twelve months may be shared freely. Tell the people team seven weeks before the start. Your position is kept open.

## Working from home

You may work remotely on up to three days a week. Work from another country is possible for 30 days a year inside the European Union after the people team has checked insurance and taxes. The company lends you a monitor, a chair and a headset. Use the VPN on every network that is not your own.

## Travel and expenses

Journeys are booked through the travel desk. Trains are preferred; flights need approval when the ride takes less than six hours. Hotels may cost up to 140 euros a night, meals are reimbursed with 28 euros for a full day. Hand in receipts within 30 days in the expense tool. Private use of the company card is forbidden, also by mistake: report it on the same day.

## Training

Each employee has 1,500 euros and five days a year for courses, books and conferences. Language lessons in groups take place on Tuesdays and are free. Unused budget lapses at the end of the year.

## Security of information

Lock your screen when you leave your desk. Lost laptops and badges must be reported to the security desk within two hours. Do not enter customer data into tools that are not on the approved list. Suspicious e-mails are forwarded to the phishing mailbox, never answered.

## Leaving the company

The period of notice is three months to the end of a quarter, two weeks during the trial period of six months. Equipment is returned on the last day. You receive a written reference within four weeks.
`

const LIBRARY_GUIDE = `# Visitor guide of the Harbour Library

## Opening hours

The main hall is open from Tuesday to Friday between 9 and 20 o'clock and on Saturday until 17 o'clock. We are closed on Sundays, Mondays and public holidays. The reading room on the ground floor can be entered with a library card from 6 to 23 o'clock every day.

## Library card

A card is free for residents under 18 and costs 20 euros a year for adults. Students, apprentices and people who receive benefits pay 8 euros. Bring an identity card and a proof of address. A lost card is replaced for 5 euros.

## Borrowing and returning

You may borrow 30 items at a time. Books can be kept for four weeks, films, games and magazines for one week. Loans are extended twice if nobody has reserved the item. The return machine beside the west entrance works day and night.

When you are late we charge 25 cents per item and day, at most 10 euros per item. A damaged or missing book is charged at its purchase price plus 4 euros for handling.

## Reservations and interlibrary loans

Items that are on loan can be reserved in the catalogue for one euro. We keep them for seven days at the service desk. Books that we do not own are ordered from other libraries; that takes about two weeks and costs 3 euros.

## Studying and meeting

There are 140 desks with sockets and lamps. Six group rooms for up to eight people are booked online, two hours a day at most. Quiet is expected on the second floor: no calls, no food, and headphones at low volume. Covered cups are allowed everywhere but in the archive.

## Computers, printing and wireless network

The network is called Harbour-Free and asks for the number of your card. Printing costs 10 cents for a black and white page, 40 cents in colour. Scanning to a memory stick is free. Staff help with forms and applications on Wednesday afternoons.

## Children and events

Story time for children from three to six takes place on Saturdays at 11 o'clock without registration. The repair café meets on the first Thursday of the month in the workshop. Readings with authors cost 6 euros; tickets are sold at the service desk from two weeks before.

## The archive

Maps, ship registers and letters from the port since 1782 are shown in the archive on appointment. Originals may be photographed without flash but not borrowed. Wear the cotton gloves that we provide. Pencils are allowed, pens are not.

## Getting here

Tram lines 3 and 7 stop at Old Customs House. There are bicycle stands at both entrances and two parking spaces for visitors with a disability. All floors are reached by lift, and guide dogs are welcome.
`

export const RELEVANCE_DOCUMENTS: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'espresso-manual.md', text: ESPRESSO_MANUAL },
  { name: 'service-help.md', text: SERVICE_HELP },
  { name: 'staff-handbook.md', text: STAFF_HANDBOOK },
  { name: 'library-guide.md', text: LIBRARY_GUIDE },
]

export type QuestionKind = 'direct' | 'paraphrase' | 'typo' | 'keywords'

/** Questions whose answer is in a document, with words of the passage that answers. */
export const ON_TOPIC: readonly {
  readonly question: string
  readonly kind: QuestionKind
  readonly document: string
  readonly answer: string
}[] = [
  {
    question: 'How often do I have to descale the machine?',
    kind: 'direct',
    document: 'espresso-manual.md',
    answer: 'every three months',
  },
  {
    question: 'Can I use vinegar for descaling?',
    kind: 'direct',
    document: 'espresso-manual.md',
    answer: 'Never use vinegar',
  },
  {
    question: 'What does a blinking blue lamp mean?',
    kind: 'direct',
    document: 'espresso-manual.md',
    answer: 'tank is empty',
  },
  {
    question: 'How long is the warranty?',
    kind: 'direct',
    document: 'espresso-manual.md',
    answer: '24 months',
  },
  {
    question: 'My coffee tastes bitter, what should I do?',
    kind: 'paraphrase',
    document: 'espresso-manual.md',
    answer: 'coarser',
  },
  {
    question: 'At which temperature should I stop heating the milk?',
    kind: 'direct',
    document: 'espresso-manual.md',
    answer: '65 degrees',
  },
  {
    question: 'Is the drip tray dishwasher proof?',
    kind: 'paraphrase',
    document: 'espresso-manual.md',
    answer: 'not safe for the dishwasher',
  },
  {
    question: 'How heavy is the machine, what is its weight?',
    kind: 'direct',
    document: 'espresso-manual.md',
    answer: '9.2 kilograms',
  },
  {
    question: 'wich grind for an expresso shot?',
    kind: 'typo',
    document: 'espresso-manual.md',
    answer: '18 grams',
  },
  {
    question: 'descalling programme duration',
    kind: 'typo',
    document: 'espresso-manual.md',
    answer: '22 minutes',
  },
  { question: 'error E4', kind: 'keywords', document: 'espresso-manual.md', answer: 'temperature sensor' },
  {
    question: 'How much does the Team plan cost per month?',
    kind: 'direct',
    document: 'service-help.md',
    answer: '12 euros',
  },
  {
    question: 'Can I get a refund if I cancel a yearly plan?',
    kind: 'direct',
    document: 'service-help.md',
    answer: 'within 30 days',
  },
  {
    question: 'Do you give a discount to schools?',
    kind: 'paraphrase',
    document: 'service-help.md',
    answer: '50 percent off',
  },
  {
    question: 'I forgot my password',
    kind: 'direct',
    document: 'service-help.md',
    answer: 'Forgot password',
  },
  {
    question: 'My phone is gone, how do I reset two-factor authentication?',
    kind: 'paraphrase',
    document: 'service-help.md',
    answer: 'recovery codes',
  },
  {
    question: 'What happens when I send too many API requests?',
    kind: 'direct',
    document: 'service-help.md',
    answer: '429',
  },
  {
    question: 'Where is customer data stored?',
    kind: 'direct',
    document: 'service-help.md',
    answer: 'Frankfurt',
  },
  {
    question: 'Can viewers edit a project?',
    kind: 'paraphrase',
    document: 'service-help.md',
    answer: 'Viewers read and comment',
  },
  {
    question: 'How can I export everything in my workspace?',
    kind: 'direct',
    document: 'service-help.md',
    answer: 'JSON or CSV',
  },
  {
    question: 'moving our boards over from Trello',
    kind: 'keywords',
    document: 'service-help.md',
    answer: 'Trello',
  },
  { question: 'recieve invoice', kind: 'typo', document: 'service-help.md', answer: 'Invoices are sent' },
  {
    question: 'How many vacation days do I have, how much annual leave?',
    kind: 'paraphrase',
    document: 'staff-handbook.md',
    answer: '28 days',
  },
  {
    question: 'When do I need a certificate from a doctor?',
    kind: 'direct',
    document: 'staff-handbook.md',
    answer: 'fourth day',
  },
  {
    question: 'May I work from home from another country?',
    kind: 'direct',
    document: 'staff-handbook.md',
    answer: '30 days a year',
  },
  {
    question: 'What can a hotel room cost per night?',
    kind: 'direct',
    document: 'staff-handbook.md',
    answer: '140 euros',
  },
  {
    question: 'I lost my laptop, whom do I tell?',
    kind: 'paraphrase',
    document: 'staff-handbook.md',
    answer: 'security desk',
  },
  {
    question: 'What is the notice period?',
    kind: 'direct',
    document: 'staff-handbook.md',
    answer: 'three months',
  },
  { question: 'training budget', kind: 'keywords', document: 'staff-handbook.md', answer: '1,500 euros' },
  {
    question: 'parental leave for fathers: how long can each parent stay away?',
    kind: 'paraphrase',
    document: 'staff-handbook.md',
    answer: '36 months',
  },
  {
    question: 'Is overtime paid or balanced?',
    kind: 'direct',
    document: 'staff-handbook.md',
    answer: 'free time',
  },
  {
    question: 'Is the library open on Sundays?',
    kind: 'direct',
    document: 'library-guide.md',
    answer: 'closed on Sundays',
  },
  {
    question: 'How long may I keep a book?',
    kind: 'direct',
    document: 'library-guide.md',
    answer: 'four weeks',
  },
  {
    question: 'What is the fine for late books?',
    kind: 'paraphrase',
    document: 'library-guide.md',
    answer: '25 cents',
  },
  {
    question: 'How much does colour printing cost?',
    kind: 'direct',
    document: 'library-guide.md',
    answer: '40 cents',
  },
  {
    question: 'Which tram goes to the library?',
    kind: 'direct',
    document: 'library-guide.md',
    answer: 'lines 3 and 7',
  },
  {
    question: 'Can I book a group room?',
    kind: 'direct',
    document: 'library-guide.md',
    answer: 'Six group rooms',
  },
  {
    question: 'What does a library card cost for students?',
    kind: 'direct',
    document: 'library-guide.md',
    answer: '8 euros',
  },
  {
    question: 'May I take photos of old maps in the archive?',
    kind: 'paraphrase',
    document: 'library-guide.md',
    answer: 'without flash',
  },
  {
    question: 'wifi / wireles network name',
    kind: 'typo',
    document: 'library-guide.md',
    answer: 'Harbour-Free',
  },
]

/** Questions that no document answers. Many share a word with one, or talk of something close. */
export const OFF_TOPIC: readonly string[] = [
  'What is the capital of France?',
  'Who won the football world cup in 1998?',
  'How do I bake sourdough bread?',
  'What is the price of Bitcoin today?',
  'Explain the theory of relativity',
  'How far away is the moon?',
  'Who wrote Romeo and Juliet?',
  'What is the best time to plant tomatoes?',
  'How do vaccines work?',
  'Write a poem about the sea',
  'What is the boiling point of nitrogen?',
  'Which programming language should I learn first?',
  'How many people live in Brazil?',
  'Tell me a joke',
  'What is the meaning of life?',
  'How do I change a flat tyre?',
  'Who is the president of the United States?',
  'What are the symptoms of diabetes?',
  'Translate good morning into Japanese',
  'How long does it take to fly from Berlin to Sydney?',
  'What is the square root of 144?',
  'Recommend a good science fiction film',
  'How do I train my dog to sit?',
  'What is the tallest mountain in Africa?',
  'Can penguins fly?',
  'When did the Roman Empire fall?',
  'How do I tie a bow tie?',
  'What is photosynthesis?',
  'Which planet has the most moons?',
  'How do I invest in the stock market?',
  'What should I wear to a wedding?',
  'Is it going to rain tomorrow?',
  'How do I get a mortgage for a house?',
  'What causes earthquakes?',
  'Who painted the Mona Lisa?',
  'How many calories are in an apple?',
  'What is the speed of light?',
  'How do I learn to play the guitar?',
  'What is the exchange rate of the dollar?',
  'hello',
  'asdf qwer zxcv',
  'What is the water temperature of the Pacific Ocean?',
]

/** A document and questions that were written after the off-topic rule, to see how it does on what it was not made on. */
export const HELD_OUT_DOCUMENT: { readonly name: string; readonly text: string } = {
  name: 'bike-terms.md',
  text: `# Terms of the Pedalo bike sharing scheme

## Registration

You need to be at least 16 years old. Download the app, enter your name and a means of payment, and confirm your telephone number with the code that we send. Persons under 18 need the consent of a parent.

## Unlocking and riding

Scan the code on the handlebar. The lock opens after a few seconds. Check brakes, bell and lights before you ride off and report faults in the app. One account may rent up to four bikes at once. Carrying passengers is not permitted; children may ride along only in the cargo bikes with seats and belts.

## Fares

The first half hour costs 1.50 euros, each further half hour one euro, a whole day at most 12 euros. With the annual pass for 49 euros the first half hour of each ride is free. Electric bikes cost twice as much. Night rides between midnight and five are half price.

## Parking and returning

Leave the bike inside the marked zone, at a station or a public rack, and close the lock by hand. The ride ends when the app shows it. Outside the zone we charge 10 euros for fetching the bike. Do not block pavements, entrances or tactile strips for blind people.

## Accidents and damage

In an accident call the emergency services first, then our hotline. You are insured against claims of others up to five million euros. For damage that you cause on purpose or under the influence of alcohol you pay in full, otherwise at most 150 euros. A stolen bike has to be reported to the police within 24 hours.

## Batteries

The display of an electric bike shows the charge. Below ten percent the motor switches off and you can go on pedalling. Service staff change empty batteries overnight; never open the case yourself.

## Ending the contract

You may delete your account in the app at any time when all rides are paid. Remaining credit is transferred to your bank account within two weeks. We may exclude riders who break these rules repeatedly.
`,
}

export const HELD_OUT_ON_TOPIC: readonly string[] = [
  'How old do I have to be?',
  'What does the first half hour cost?',
  'Can I take my child with me on the bike?',
  'How many bikes can I rent at the same time?',
  'Is there a discount for riding at night?',
  'Where may I park the bike?',
  'What happens if I leave the bike outside the zone?',
  'Somebody stole my bike, what now? A stolen bike',
  'How much do I pay for damage?',
  'The battery is empty during the ride',
  'How do I delete my account?',
  'Are electric bikes more expensive?',
  'acident hotline',
  'annual pass price',
  'Do minors need permission of a parent?',
]

export const HELD_OUT_OFF_TOPIC: readonly string[] = [
  'What is the best recipe for lasagna?',
  'Who discovered penicillin?',
  'How tall is the Eiffel Tower?',
  'What is the population of Canada?',
  'Which team won the Champions League?',
  'How do I write a cover letter?',
  'What is a black hole?',
  'Can you write a Python function that sorts a list?',
  'How long should I boil an egg?',
  'What are the opening hours of the museum?',
  'Who was the first person on the moon?',
  'How does a nuclear power plant work?',
  'Which wine goes with fish?',
  'What is the weather like in Paris?',
  'How many hours of sleep does a child need?',
]

import type { ModelContextPassage } from '@skep/engine'

/** Passages as a retriever gives them: overlapping, torn at the ends, from PDF, Markdown and CSV. */
export const SHOP: readonly ModelContextPassage[] = [
  {
    number: 1,
    title: 'Customer handbook.pdf, page 3',
    text: `Returns and refunds
You may return most products within 30 days of delivery for a full refund. Items must be
unused and in their original packaging. Sale items, e.g. outlet shoes, can only be exchanged
for store credit. Custom-made products cannot be returned at all. Refunds are paid to the
original payment method within 5 business days after Mr. Okafor's warehouse team has checked
the parcel.`,
  },
  {
    number: 2,
    title: 'Customer handbook.pdf, page 4',
    text: `unused and in their original packaging. Sale items, e.g. outlet shoes, can only be exchanged
for store credit.

Shipping
We deliver to Germany, France and Austria. Standard delivery takes 3 to 5 working days and costs €4.90;
orders above €60 ship free of charge. Express delivery arrives the next day if you order before 2 p.m. and
costs €12.50. It is not available on islands.`,
  },
  {
    number: 3,
    title: 'Service.md',
    text: `# Service and warranty

## Warranty

All bicycles come with a warranty of five years on the frame and two years on electrical parts. The warranty does not cover normal wear, e.g. brake pads, chains and tyres. To make a claim, send us:

- the receipt or order number,
- photos of the damage, and
- the serial number from the bottom bracket.

## Contact

Phone: +49 30 5557 2290
Email: service@velohaus.example
Opening hours: Monday to Friday, 9:00 to 17:30

The workshop is located at Lindenstrasse 14 in Berlin. Dr. Maria J. Keller has led the service team since March 2019.`,
  },
  {
    number: 4,
    title: 'Prices.csv',
    text: `| Service | Duration | Price |
|---|---|---|
| Small inspection | 45 minutes | €39 |
| Full inspection | 2 hours | €89 |
| Wheel truing | 30 minutes | €18.50 |`,
  },
  {
    number: 5,
    title: 'Questions.html',
    text: `How do I change my password?
Open the account page, choose Security and enter the new password twice.

Can I cancel an order?
Yes. Orders can be cancelled free of charge until they have left our warehouse; afterwards, please use the return form.

Do you offer gift cards?
Gift cards are sold in our Berlin workshop. They are valid for three years and cannot be paid out in cash.`,
  },
]

export const OFFICE: readonly ModelContextPassage[] = [
  {
    number: 1,
    title: 'Employment agreement, section 4',
    text: `4.1 Notice period
Either party may terminate this agreement with three months' notice to the end of a quarter. During the probation period of six months the notice period is two weeks. Notice must be given in writing.

4.2 Working time
The regular working time is 38.5 hours per week. Overtime needs the approval of the head of department and is paid at a rate of 125 percent.`,
  },
  {
    number: 2,
    title: 'Employment agreement, section 5',
    text: `5.1 Holiday
Employees are entitled to 28 days of paid vacation per calendar year. Up to five days can be carried over to the next year; they expire on 31 March. Vacation requests are approved by Ms. Adeyemi from Human Resources.`,
  },
  {
    number: 3,
    title: 'Travel policy',
    text: `Trips by train are booked in second class. Flights are only allowed for journeys of more than 700 km. The daily meal allowance is 28 euros in Germany and 40 euros abroad. Receipts have to be handed in within four weeks after the trip, otherwise they are not reimbursed. Questions go to travel@contoso.example.`,
  },
]

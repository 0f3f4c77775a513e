const ENGLISH =
  'a about above after again all also any anyone anything am an and any are as at back be been before being below between both but by can could did do does doing down during each either else ever everyone everything few for from further get got had has have having he her here hers him his how i if in into is it its just let like may me might more most my myself no nor not now of off on once one only or other our out over own per please same shall she should so some someone something such than that the their them then there these they this those through to too under until up upon us very was we were what when where which while who whom whose why will with would you your yours'
const GERMAN =
  'aber als am an auch auf aus bei bin bis bist da das dem den der des die dies diese dieser doch du durch ein eine einem einen einer er es fur gibt habe haben hat ich ihr ihre im in ist ja kann konnen man mein mich mir mit muss nach nicht noch nur oder ob sein sich sie sind so uber um und uns unter vom von vor wann war warum was welche welcher wenn wer werden wie wir wird wo zu zum zur'
const FRENCH =
  'au aux avec ce ces cette combien comment dans de des du elle en est et il ils je la le les leur lui ma mais me mes mon ne nous on ou par pas pour pourquoi quand que quel quelle qui sa se ses son sont sur ta te tu un une vos votre vous'
const SPANISH =
  'al como con cual cuando cuanto de del donde el ella en es esta este la las lo los mas me mi no o para pero por que quien se si sin son su sus tu un una y'

/** Function words and question words, without accents. @internal */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  [ENGLISH, GERMAN, FRENCH, SPANISH].flatMap((words) => words.split(' ')),
)

/** What people wrap around a question; it names nothing in a document. @internal */
export const REQUEST_WORDS: ReadonlySet<string> = new Set(
  (
    'according answer ask chapter content describe discuss document documents exactly explain file find give ' +
    'happen happens info information kind know main mean means mention mentions page pages paragraph passage pdf say ' +
    'says section seite show sort state states summarise summarize summary tell text thing things topic type wants want ' +
    'overview long many much far often possible'
  ).split(' '),
)

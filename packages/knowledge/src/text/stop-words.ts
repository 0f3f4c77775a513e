/** Words that say nothing about what an English text is about. Matched after folding, before stemming. */
export const ENGLISH_STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again against all also although am an and any are aren't as at be because been before being
  below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each
  either else etc even ever every everybody everyone everything anybody anyone anything few for from further had hadn't has hasn't have haven't having he he'd he'll he's her
  here here's hers herself him himself his how how's however i i'd i'll i'm i've if in into is isn't it it's its
  itself just let's like many may me might more most much must mustn't my myself neither no nor not of off on once
  one only onto or other ought our ours ourselves out over own per please rather s same shall shan't she she'd she'll
  she's should shouldn't since so some still such t than that that's the their theirs them themselves then there
  there's therefore these they they'd they'll they're they've this those though through thus to too toward towards
  under until up upon us very via was wasn't we we'd we'll we're we've were weren't what what's when when's where
  where's whether which while who who's whom whose why why's will with within without won't would wouldn't yet you
  you'd you'll you're you've your yours yourself yourselves`.split(/\s+/),
)

/**
 * Stems of words that a question is framed with or that stand in any text. Sharing one of them says little about
 * the topic, so the off-topic rule counts them for less.
 */
export const ENGLISH_GENERAL_WORDS: readonly string[] =
  `able accept according act actual add advice affect allow alone amount answer apply approach area ask available aware
  away back bad base basic become begin believe benefit best better big bring build call cause certain
  change check choose clear close combine come common compare complete concern condition consider contain continue
  correct could count create current day deal decide deep define depend describe detail determine develop
  difference different difficult discuss do done easy effect effective end enough entire especially exact example
  exist expect explain extent fact far fast feel few figure find fine first follow form full general get give
  go goes gone good great happen hard help high hold idea identify importance important improve include increase
  indicate inform information instead interest involve issue keep kind know large last late lead least
  less let level list little live long look lot low main maintain major make mean meaning means   method minute month name near necessary need never new next nothing nobody now number obtain occur often old open
  option organize overall part particular people perform person place point possible present problem
  produce proper provide purpose put question quick ready real reason recent recommend reduce   require result right run say second see seem sense set several short show similar simple single situation
  size small someone something sort source special specific stand start state step stop suggest sure
  take talk tell term thing think time today together tomorrow top total true try turn type understand use used
  useful using usual value various view want way week well whole work wrong year yes`.split(/\s+/)

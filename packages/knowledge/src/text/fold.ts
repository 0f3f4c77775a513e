// Combining marks that people leave out when they type: Latin and Greek accents, Hebrew points, Arabic vowel signs.
// Marks of Indic and South-East Asian scripts are letters to their readers and stay, and so does the Cyrillic й, on which the
// stems of adjectives depend.
const DROPPED_MARKS =
  /[\u0300-\u0305\u0307-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640]|(?<![\u0418\u0438])\u0306/g
const EXTRA_LETTERS = /[ßæœøđłıþð]/g
const EXTRA: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
  ð: 'd',
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the test is for plain ASCII
const ASCII = /^[\u0000-\u007f]*$/

/** The form in which words are compared: lower case, without accents, compatibility forms (full width) unified. */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(DROPPED_MARKS, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(EXTRA_LETTERS, (letter) => EXTRA[letter] ?? letter)
    .replace(/[’ʼ＇]/g, "'")
}

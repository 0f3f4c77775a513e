// Fonts draw some radicals and the characters made of them alone with one glyph, and PDF writers then name the
// radical. Unicode's EquivalentUnifiedIdeograph.txt pairs them; here are those that are words of their own and that
// NFKC leaves alone.
const RADICALS =
  '\u2e9f\u6bcd\u2ea0\u6c11\u2ec1\u864e\u2ec4\u897f\u2ec5\u89c1\u2ec6\u89d2\u2ec7\u89d2\u2ec9\u8d1d\u2ecb\u8f66\u2ed1\u9577\u2ed3\u957f' +
  '\u2ed4\u95e8\u2ed7\u96e8\u2ed8\u9752\u2ed9\u97e6\u2eda\u9875\u2edb\u98ce\u2edc\u98de\u2edd\u98df\u2ee2\u9a6c\u2ee3\u9aa8\u2ee4\u9b3c' +
  '\u2ee5\u9c7c\u2ee6\u9e1f\u2ee7\u5364\u2ee8\u9ea6\u2ee9\u9ec4\u2eec\u9f50\u2eed\u6b6f\u2eee\u9f7f\u2eef\u7adc\u2ef0\u9f99\u2ef1\u9f9c' +
  '\u2ef2\u4e80\u2ef3\u9f9f\u2e92\u5df3\u2e9c\u65e5\u2e9d\u6708\u2eb6\u7f8a'

const pairs = new Map<string, string>()
for (let i = 0; i < RADICALS.length; i += 2) pairs.set(RADICALS.charAt(i), RADICALS.charAt(i + 1))

/** The character that a radical stands for. */
export function replaceRadicals(text: string): string {
  return text.replace(/[\u2e80-\u2fdf]/g, (radical) => pairs.get(radical) ?? radical.normalize('NFKC'))
}

import { describe, expect, it } from 'vitest'
import { parseRobots } from './robots.ts'

const allows = (text: string, path: string, agent = 'skep'): boolean =>
  parseRobots(text, agent).isAllowed(new URL(path, 'https://site.example'))

describe('robots.txt', () => {
  // The examples of RFC 9309, section 2.2.2 and the table of its common use.
  it.each([
    ['disallow: /fish', '/fish.html', false],
    ['disallow: /fish', '/Fish.asp', true],
    ['disallow: /fish*', '/fishheads/x', false],
    ['disallow: /fish/', '/fish', true],
    ['disallow: /*.php', '/folder/a.php?x', false],
    ['disallow: /*.php$', '/a.php?x', true],
    ['disallow: /*.php$', '/folder/a.php', false],
    ['disallow: /fish*.php', '/fishheads/cat.php', false],
    ['disallow: /fish*.php', '/Fish.PHP', true],
    ['allow: /p\ndisallow: /', '/page', true],
    ['allow: /folder\ndisallow: /folder', '/folder/page', true],
    ['allow: /page\ndisallow: /*.htm', '/page.htm', false],
    ['allow: /$\ndisallow: /', '/', true],
    ['allow: /$\ndisallow: /', '/page.htm', false],
    ['disallow:', '/x', true],
    ['disallow: /a%7Eb', '/a~b', false],
    ['disallow: /ü', '/%C3%BC', false],
    ['disallow: /x # all of it', '/x/y', false],
  ])('%j, %s: %s', (rules, path, allowed) => {
    expect(allows(`User-agent: *\n${rules}`, path)).toBe(allowed)
  })

  it('is read from the group that names the reader, and several such groups are one', () => {
    const text =
      'user-agent: *\ndisallow: /\n\nUser-Agent: Other\nUser-agent: SKEP\nDisallow: /a\n\nuser-agent: skep\ndisallow: /b\ncrawl-delay: 2'
    expect([allows(text, '/c'), allows(text, '/a'), allows(text, '/b')]).toEqual([true, false, false])
    expect(parseRobots(text, 'skep').crawlDelayMs).toBe(2000)
    expect(allows(text, '/c', 'somebody')).toBe(false)
  })

  it('names sitemaps wherever they stand, and may hold anything else', () => {
    const text = 'Sitemap: https://site.example/a.xml\n<html>\n:::\nuser-agent\ndisallow: /x\nsitemap: /b.xml'
    expect(parseRobots(text, 'skep').sitemaps).toEqual(['https://site.example/a.xml', '/b.xml'])
    expect(allows(text, '/x')).toBe(true)
  })
})

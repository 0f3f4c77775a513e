import { afterEach, expect, it, vi } from 'vitest'
import { type ChangeFeed, openChangeFeed } from './change-feed.ts'

const isText = (value: unknown): value is string => typeof value === 'string'
const feeds: ChangeFeed<string>[] = []

function open(namespace: string): ChangeFeed<string> {
  const feed = openChangeFeed(namespace, isText)
  feeds.push(feed)
  return feed
}

afterEach(() => {
  for (const feed of feeds.splice(0)) feed.close()
  vi.unstubAllGlobals()
})

it('reaches everybody else of the namespace, and nobody of another', async () => {
  const [sender, receiver, stranger] = [open('feed-1'), open('feed-1'), open('feed-2')]
  const [own, heard, foreign] = [vi.fn(), vi.fn(), vi.fn()]
  sender.listen(own)
  receiver.listen(heard)
  stranger.listen(foreign)
  sender.post('one')
  sender.post('two')
  await expect.poll(() => heard.mock.calls).toEqual([['one'], ['two']])
  expect([own.mock.calls, foreign.mock.calls]).toEqual([[], []])
})

it('drops what another release sends in another shape', async () => {
  const receiver = open('feed-3')
  const heard = vi.fn()
  receiver.listen(heard)
  const other = openChangeFeed('feed-3', (value): value is unknown => value !== undefined)
  other.post({ not: 'a text' })
  other.post('a text')
  await expect.poll(() => heard.mock.calls).toEqual([['a text']])
  other.close()
})

it('stops telling who has ended its listening', async () => {
  const [sender, receiver] = [open('feed-4'), open('feed-4')]
  const [ended, heard] = [vi.fn(), vi.fn()]
  const end = receiver.listen(ended)
  receiver.listen(heard)
  end()
  sender.post('one')
  await expect.poll(() => heard.mock.calls).toEqual([['one']])
  expect(ended).not.toHaveBeenCalled()
})

it('reaches nobody and fails nothing where there is no BroadcastChannel', () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  const feed = open('feed-5')
  feed.listen(() => undefined)
  expect(() => feed.post('one')).not.toThrow()
})

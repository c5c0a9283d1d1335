import type { ServerResponse } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { fileServer } from '../../../../test/support/file-server.js'
import type { PluginRequest } from '../../src/index.js'
import { openHttp } from '../../src/obtain/http-client.js'
import { defaultHttpLimits, type HttpLimits } from '../../src/obtain/http-limits.js'
import { request } from '../../src/obtain/request.js'

/** Asks with little patience, so that a test of giving up is short. */
function ask(url: string, options: PluginRequest = {}, changes: Partial<HttpLimits> = {}) {
  const limits = { ...defaultHttpLimits, stallTimeout: 2000, attempts: 3, firstDelay: 5, ...changes }
  const http = openHttp(limits)
  onTestFinished(() => http.close())
  return request(url, options, {
    dispatcher: http.dispatcher,
    limits,
    signal: new AbortController().signal,
    askedBy: undefined,
  })
}

const answers = (response: ServerResponse, status: number, body: string, headers = {}) =>
  response.writeHead(status, headers).end(body)

it('sends what the plugin says and gives the whole answer', async () => {
  const server = await fileServer((_, response) =>
    answers(response, 200, '{"orders": [1]}', { link: '</next>', 'set-cookie': ['a=1', 'b=2'] }),
  )
  const answer = await ask(`${server.url}/orders?page=1`, {
    method: 'POST',
    headers: { authorization: 'Bearer t' },
    body: '{}',
  })
  expect(answer.json()).toEqual({ orders: [1] })
  expect(answer.text).toBe('{"orders": [1]}')
  expect(answer.headers).toMatchObject({ link: '</next>', 'set-cookie': 'a=1, b=2' })
  expect(server.requests).toMatchObject([
    { method: 'POST', url: '/orders?page=1', headers: { authorization: 'Bearer t' } },
  ])
})

it('asks again for an answer that breaks off, and for one of a server in trouble', async () => {
  const server = await fileServer((_, response, index) => {
    if (index === 0) {
      response.writeHead(200, { 'content-length': 100 })
      response.write('half', () => response.destroy())
    } else if (index === 1) answers(response, 503, 'later')
    else answers(response, 200, 'whole')
  })
  expect((await ask(server.url)).text).toBe('whole')
  expect(server.requests).toHaveLength(3)
})

it('waits as long as a server asks it to', async () => {
  let free = Number.POSITIVE_INFINITY
  const server = await fileServer((_, response, index) => {
    if (index === 0) free = Date.now() + 1000
    if (Date.now() < free) answers(response, 429, 'slow down', { 'retry-after': '1' })
    else answers(response, 200, 'welcome')
  })
  expect((await ask(server.url, {}, { attempts: 2 })).text).toBe('welcome')
})

it.each([
  ['7200', '7200'],
  [new Date(Date.now() + 7200_000).toUTCString(), '7[12]\\d\\d'],
])('gives up where it is asked to wait too long: %s', async (retryAfter, seconds) => {
  const server = await fileServer((_, response) => answers(response, 429, '', { 'retry-after': retryAfter }))
  await expect(ask(`${server.url}/orders?key=hidden`)).rejects.toThrow(
    new RegExp(
      `^can't read ${server.url}/orders: the server answered 429 and asks to wait ${seconds} seconds$`,
    ),
  )
  expect(server.requests).toHaveLength(1)
})

it('gives up after some tries, without a word of what may hold keys', async () => {
  const server = await fileServer((_, response) => answers(response, 500, 'secret'))
  const asking = ask(`${server.url}/orders?key=secret`, {
    headers: { 'x-key': 'secret' },
    body: 'secret',
    method: 'POST',
  })
  await expect(asking).rejects.toMatchObject({
    message: `can't read ${server.url}/orders: the server answered 500 (3 tries)`,
  })
  expect(server.requests).toHaveLength(3)
})

it.each([
  [401, 'check the key or token that the plugin sends'],
  [403, 'check the key or token that the plugin sends'],
  [404, 'check the url that the plugin asks for'],
  [422, 'check what the plugin sends'],
])('does not ask again after %i', async (status, hint) => {
  const server = await fileServer((_, response) => answers(response, status, 'no'))
  await expect(ask(server.url)).rejects.toMatchObject({
    message: `can't read ${server.url}/: the server answered ${status}`,
    hint,
  })
  expect(server.requests).toHaveLength(1)
})

it('says so where an answer is no JSON', async () => {
  const server = await fileServer((_, response) => answers(response, 200, '<html>'))
  const answer = await ask(`${server.url}/orders`)
  expect(() => answer.json()).toThrow(`${server.url}/orders did not answer with JSON: `)
})

it('does not send what is for one server to another that it is sent on to', async () => {
  const other = await fileServer((_, response) => answers(response, 200, 'here'))
  const server = await fileServer((_, response) => answers(response, 302, '', { location: `${other.url}/x` }))
  expect((await ask(server.url, { headers: { authorization: 'Bearer t' } })).text).toBe('here')
  expect(other.requests[0]!.headers.authorization).toBeUndefined()
})

it.each([
  ['/orders?key=hidden', 'not a valid url: /orders'],
  ['ftp://127.0.0.1/a', 'request reads http: and https:, not ftp:'],
])('refuses %s', async (url, message) => {
  await expect(ask(url)).rejects.toMatchObject({ message })
})

// A shop's API to try the plugin on. It gives the lines of orders.jsonl two by two, wants a token, and answers every
// third request with 429: "not so fast".
//
//   node server.mjs                      serves until Ctrl-C, and says where
//   node server.mjs npx tdbt ingest      serves while a command runs, which finds the address in SHOP_URL
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const token = 'open-sesame'
const pageSize = 2
let requests = 0

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1')
  const answer = (status, body, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)

  if (pathname !== '/orders') return answer(404, '{"error": "there are only /orders"}')
  if (request.headers.authorization !== `Bearer ${token}`) return answer(401, '{"error": "who are you?"}')
  requests += 1
  if (requests % 3 === 0) return answer(429, '{"error": "not so fast"}', { 'retry-after': '1' })

  const lines = readFileSync(new URL('orders.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const page = Number(searchParams.get('page') ?? 1)
  const orders = lines.slice((page - 1) * pageSize, page * pageSize)
  const next = page * pageSize < lines.length ? `"/orders?page=${page + 1}"` : 'null'
  return answer(200, `{"orders": [${orders.join(', ')}], "next": ${next}}`)
})

// Port 0: the system picks one that is free.
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`
  const [command, ...args] = process.argv.slice(2)
  if (command === undefined) {
    console.log(`export SHOP_URL=${url}`)
    return
  }
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, SHOP_URL: url } })
  child.on('error', (error) => {
    console.error(error.message)
    process.exit(2)
  })
  child.on('exit', (code) => process.exit(code ?? 1))
})

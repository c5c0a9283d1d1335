import { expect, test } from 'vitest'
import { createSecrets } from '../../src/output/secrets.js'

test('hides the values of DBT_ENV_SECRET variables and of passwords', () => {
  const secrets = createSecrets({
    DBT_ENV_SECRET_TOKEN: 'tok.en',
    DBT_TARGET: 'prod',
    DBT_ENV_SECRET_EMPTY: '',
  })
  secrets.add('pass+word')
  expect(secrets.scrub('tok.en tokXen prod pass+word!')).toBe('***** tokXen prod *****!')
})

test('hides the secrets of AWS', () => {
  const env = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'se/cret', AWS_SESSION_TOKEN: 'to+ken' }
  expect(createSecrets(env).scrub('AKIA1 se/cret to+ken')).toBe('AKIA1 ***** *****')
})

test('hides them as a URL and JSON have them', () => {
  const secrets = createSecrets({})
  secrets.add('a"b/c')
  expect(secrets.scrub(`postgresql://u:${encodeURIComponent('a"b/c')}@h/d`)).toBe('postgresql://u:*****@h/d')
  expect(secrets.scrub(JSON.stringify({ text: 'is a"b/c' }))).toBe('{"text":"is *****"}')
})

test('the longer of two secrets is hidden whole', () => {
  const secrets = createSecrets({ DBT_ENV_SECRET_A: 'abc', DBT_ENV_SECRET_B: 'abcdef' })
  expect(secrets.scrub('abcdef abc')).toBe('***** *****')
})

test('a short secret is hidden where it stands alone', () => {
  const secrets = createSecrets({})
  secrets.add('x')
  expect(secrets.scrub('column x does not exist, password=x;')).toBe(
    'column ***** does not exist, password=*****;',
  )
})

test('keys of thousands of characters are hidden', () => {
  const keys = ['a', 'b', 'c'].map((letter) => `-----BEGIN KEY-----\n${letter.repeat(15_000)}\n`)
  const secrets = createSecrets({ DBT_ENV_SECRET_A: keys[0], DBT_ENV_SECRET_B: keys[1] })
  secrets.add(keys[2]!)
  expect(secrets.scrub(keys.join(' and '))).toBe('***** and ***** and *****')
})

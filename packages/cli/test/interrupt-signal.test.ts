import { expect, onTestFinished, test } from 'vitest'
import { interruptSignal } from '../src/interrupt-signal.js'

test('Ctrl-C that npm passes on, so that it comes twice in a moment, counts once', () => {
  const heard: string[] = []
  const { signal, dispose } = interruptSignal({
    onFirst: (name) => heard.push(name),
    onSecond: () => heard.push('second'),
  })
  onTestFinished(dispose)
  process.emit('SIGINT', 'SIGINT')
  process.emit('SIGINT', 'SIGINT')
  expect(heard).toEqual(['SIGINT'])
  expect(signal.reason).toEqual(new Error('keyboard interrupt'))
})

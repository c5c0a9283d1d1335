import { defineSource, reject } from '@tdbt/ingest'

/** What a few thermometers wrote down. */
export const readings = defineSource({
  source: 'weather',
  table: 'readings',
  schema: 'landing',
  from: [
    { path: 'data/readings.csv', encoding: 'utf-8' },
    { path: 'data/more.csv', delimiter: ';' },
  ],
  columns: {
    batch: 'integer',
    station: { type: 'text', from: 'Station', required: true },
    degrees: { type: 'numeric', from: 'Degrees C', significantDigits: 6 },
    at: { type: 'timestamptz', from: 'At' },
    is_valid: 'boolean',
    code: { type: 'text', wholeNumber: true },
  },
  preprocess: (row) => (row.station === 'broken' ? reject('a broken station') : row),
  key: ['batch', 'station', 'at'],
  maxRejectedShare: 0.5,
})

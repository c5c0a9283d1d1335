import { defineConfig, defineSource } from 'tdbt'

/** source('desk', 'loans'), from the file that the lending desk writes. */
const loans = defineSource({
  source: 'desk',
  table: 'loans',
  from: 'data/loans.csv',
  columns: {
    loan_id: { type: 'integer', required: true },
    isbn: 'text',
    member: 'text',
    branch: 'text',
    borrowed_at: { type: 'timestamp', required: true },
    returned_at: 'timestamp',
    updated_at: { type: 'timestamp', required: true },
  },
  key: ['loan_id'],
})

export default defineConfig({ sources: [loans] })

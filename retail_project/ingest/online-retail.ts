import { defineSource } from 'tdbt'

/**
 * UCI's Online Retail: the invoices of a British online shop, December 2010 to December 2011. The table keeps the
 * values as the file has them; trimming and decoding is the work of the staging models.
 */
export default defineSource({
  source: 'retail',
  schema: 'staging_layer',
  table: 'raw_online_retail',
  from: {
    url: 'https://archive.ics.uci.edu/static/public/352/online+retail.zip',
    sheet: 'Online Retail',
  },
  columns: {
    invoice_no: { from: 'InvoiceNo', type: 'text', required: true },
    stock_code: { from: 'StockCode', type: 'text', required: true },
    description: { from: 'Description', type: 'text' },
    quantity: { from: 'Quantity', type: 'integer', required: true },
    invoice_date: { from: 'InvoiceDate', type: 'timestamp', required: true },
    // Kept as doubles somewhere on their way: 9.95 may be written as 9.949999999999999.
    unit_price: { from: 'UnitPrice', type: 'numeric', significantDigits: 15, required: true },
    // CSV exports write the id as a float, 17850.0, since the column has gaps.
    customer_id: { from: 'CustomerID', type: 'text', wholeNumber: true },
    country: { from: 'Country', type: 'text', required: true },
  },
})

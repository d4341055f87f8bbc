/** What a record of the corpus must be: ten typed columns, as an exchange of orders would agree on. Without formats that validators disagree on. */
export const ORDER_SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'integer', minimum: 1 },
    created_at: { type: 'string', format: 'date-time' },
    customer: { type: 'string', minLength: 1, maxLength: 200 },
    email: { type: 'string', maxLength: 254 },
    country: { type: 'string', minLength: 2, maxLength: 2 },
    product: { type: 'string', minLength: 1 },
    quantity: { type: 'integer', minimum: 1 },
    price: { type: 'number', minimum: 0 },
    currency: { enum: ['SEK', 'EUR', 'USD', 'JPY', 'BRL'], type: 'string' },
    note: { type: 'string', maxLength: 1000 },
  },
  required: ['id', 'created_at', 'customer', 'email', 'country', 'product', 'quantity', 'price', 'currency'],
};

/** The columns that are numbers. */
export const NUMBERS: readonly string[] = ['id', 'quantity', 'price'];

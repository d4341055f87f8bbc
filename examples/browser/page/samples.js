const CITIES = ['Lisbon', 'Nairobi', 'Osaka', 'Lima', 'Oslo', 'Perth'];

/** @param {number} count */
function orders(count) {
  const lines = Array.from({ length: count }, (_, i) =>
    `${1001 + i},2026-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')},${CITIES[i % CITIES.length]},${((i * 37) % 900) + 10}.50`);
  return ['order,day,city,amount', ...lines];
}

/** Files to try the page with. @type {Record<string, () => File>} */
export const SAMPLES = {
  orders: () => new File([`${orders(200).join('\n')}\n`], 'orders.csv', { type: 'text/csv' }),
  damaged: () => new File(['order,day\n1001,2026-01-01\n1002,"2026-01-02\n1003,2026-01-03\n'], 'damaged.csv', { type: 'text/csv' }),
};

/** One order of several items becomes a row for each item; a cancelled order becomes none. */
export function transform(order) {
  if (order.status === 'cancelled') return undefined;
  if (!Array.isArray(order.items)) throw new Error('an order has a list of items');
  return order.items.map((item, index) => ({ orderId: order.id, line: index + 1, sku: item.sku, cents: Math.round(item.price * 100) }));
}

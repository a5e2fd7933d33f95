/*
 * Routers: each function gets one record and answers the indexes of the branches that take it.
 */

const WHOLESALE = 0;
const RETAIL = 1;
const REVIEW = 2;

/** Wholesale orders need approval, orders above the limit a second look, the rest goes straight. */
function routeByChannel(options) {
  const order = options.record;
  const limit = Number(options.settings.integration.reviewAbove);
  if (Number(order.total_price) > limit && !order.isWholesale) return [REVIEW];
  return [order.isWholesale ? WHOLESALE : RETAIL];
}

/** A refund that returned goods books stock as well; a plain refund only moves money. */
function routeRefund(options) {
  const lines = options.record.refund_line_items || [];
  const restocked = lines.some((line) => line.restock_type === 'return');
  return restocked ? [0] : [1];
}

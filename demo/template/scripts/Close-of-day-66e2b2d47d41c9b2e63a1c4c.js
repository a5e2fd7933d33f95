/*
 * Close of day: sums the day up, and starts the stock count once the books are closed.
 */
import { flows } from 'integrator-api';

const CHANNEL = '<<alert_channel>>';
const STOCK_COUNT_FLOW = '66e2ba097d41c9b2e65e0822';

/** One message of the day instead of one for each transaction. */
function summarize(options) {
  const byType = new Map();
  for (const transaction of options.data) {
    const entry = byType.get(transaction.type) || { type: transaction.type, count: 0, amount: 0 };
    entry.count += 1;
    entry.amount += Number(transaction.amount);
    byType.set(transaction.type, entry);
  }
  const lines = [...byType.values()].map(
    (entry) => `• ${entry.type}: ${entry.count} (${entry.amount.toFixed(2)})`,
  );
  return {
    data: [{ channel: CHANNEL, headline: 'Close of day', text: lines.join('\n') }],
    errors: options.errors,
  };
}

/** The count must see the day's last shipment, so it starts here and not by the clock. */
function startStockCount(options) {
  flows.run({ _id: STOCK_COUNT_FLOW });
  return options.responseData;
}

/*
 * Filters answer true for the records that go on. Transforms answer the new record.
 */

const TEST_GATEWAYS = ['bogus', 'shopify_test'];

/** Leaves out test orders and orders that nobody paid for. */
function onlyRealOrders(options) {
  const order = options.record;
  if (order.test || (order.payment_gateway_names || []).some((g) => TEST_GATEWAYS.includes(g))) {
    return false;
  }
  return ['paid', 'partially_paid', 'authorized'].includes(order.financial_status);
}

/** Leaves out files that are still being written: the warehouse renames them when they are done. */
function onlyFinishedFiles(options) {
  return options.files.map((file) => !/\.(part|tmp)$/i.test(file.fileMeta.fileName));
}

/** Flattens the addresses: the ledger wants them side by side. */
function flattenAddresses(options) {
  const order = options.record;
  const pick = (from, prefix) => {
    const address = order[from] || order.billing_address || {};
    order[`${prefix}Name`] = [address.first_name, address.last_name].filter(Boolean).join(' ');
    order[`${prefix}Street`] = [address.address1, address.address2].filter(Boolean).join(', ');
    order[`${prefix}City`] = address.city;
    order[`${prefix}Zip`] = address.zip;
    order[`${prefix}Country`] = address.country_code;
  };
  pick('shipping_address', 'shipTo');
  pick('billing_address', 'billTo');
  return order;
}

/** A payout's entries as one deposit: charges and refunds apart from the fees. */
function payoutToDeposit(options) {
  const entries = options.record.transactions || [];
  const sum = (wanted) => entries
    .filter((e) => wanted.includes(e.type))
    .reduce((total, e) => total + Number(e.amount), 0);
  return {
    payoutId: options.record.id,
    date: options.record.date,
    currency: options.record.currency,
    sales: sum(['charge']),
    refunds: sum(['refund', 'dispute']),
    fees: entries.reduce((total, e) => total + Number(e.fee || 0), 0),
  };
}

/*
 * Hooks of the order flows.
 *
 * preSavePage hooks get { data, errors, settings } and give back { data, errors };
 * preMap and postMap hooks get { data } and give back one entry for each record.
 */

const PREFIX = '<<order_prefix>>';

function roundMoney(value) {
  return Math.round((Number(value) + Number.EPSILON) * 100) / 100;
}

/** Adds what the ledger needs to each storefront order and sets the broken ones apart. */
function prepareOrders(options) {
  const kept = [];
  const errors = options.errors || [];
  for (const order of options.data) {
    if (!Array.isArray(order.line_items) || order.line_items.length === 0) {
      errors.push({
        code: 'ORDER_WITHOUT_LINES',
        message: `Order ${order.name} has no lines, so the ledger would refuse it.`,
        traceKey: String(order.id),
      });
      continue;
    }
    order.ledgerNumber = `${PREFIX}${order.order_number}`;
    order.linesTotal = roundMoney(
      order.line_items.reduce((sum, line) => sum + line.quantity * Number(line.price), 0),
    );
    order.isWholesale = (order.tags || '').split(',').some((tag) => tag.trim() === 'wholesale');
    kept.push(order);
  }
  return { data: kept, errors };
}

/** Refuses a sales order whose lines and total are further apart than the tolerance allows. */
function checkTotals(options) {
  const tolerance = Number((options.settings && options.settings.integration.totalsTolerance) || 0);
  return options.data.map((record) => {
    const expected = roundMoney(
      record.linesTotal + Number(record.shippingTotal || 0) + Number(record.taxTotal || 0),
    );
    if (Math.abs(expected - Number(record.total)) <= tolerance) return { data: record };
    return {
      errors: [{
        code: 'TOTALS_DIFFER',
        message: `Lines, shipping and tax make ${expected}, the order says ${record.total}.`,
      }],
    };
  });
}

/** Keeps the ledger's answer beside the order, so that the storefront can be tagged with it. */
function rememberLedgerId(options) {
  return options.postResponseMapData.map((record) => {
    record.syncedTag = record.ledgerOrderId ? `ledger-${record.ledgerOrderId}` : 'ledger-pending';
    return record;
  });
}

/** Turns "already there" into success: the order was sent twice, which is harmless. */
function forgiveDuplicates(options) {
  return options.responseData.map((response) => {
    const duplicate = (response.errors || []).some((e) => e.code === 'DUP_RCRD');
    if (!duplicate) return response;
    return { statusCode: 200, id: response.id, ignored: true, errors: [] };
  });
}

/** Leaves out lines that somebody cancelled after the order was released. */
function onlyPickable(options) {
  return options.data.map((record) => {
    const lines = [].concat(record).filter((line) => !line.cancelled);
    return { data: Array.isArray(record) ? lines : lines[0] };
  });
}

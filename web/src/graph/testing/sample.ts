import type { GraphEdge, GraphNode } from '../shape';

const node = (templateId: string, model: GraphNode['model'], name: string): GraphNode => ({
  templateId,
  model,
  name,
});
const edge = (from: string, to: string): GraphEdge => ({
  from,
  to,
  paths: [`_${to}Id`],
  pathCount: 1,
});

/** A flow from a shop into a ledger, and an export beside it, for tests. */
export const sample: { nodes: GraphNode[]; edges: GraphEdge[] } = {
  nodes: [
    node('integration', 'Integration', 'Everything'),
    node('flow', 'Flow', 'Orders to invoices'),
    node('orders', 'Export', 'Órdenes de la tienda'),
    node('other', 'Export', 'Other orders'),
    node('invoices', 'Import', 'Invoices'),
    node('script', 'Script', 'Clean'),
    node('shop', 'Connection', 'Shop'),
    node('ledger', 'Connection', 'Ledger'),
  ],
  edges: [
    edge('flow', 'integration'),
    edge('flow', 'orders'),
    edge('flow', 'invoices'),
    edge('orders', 'shop'),
    edge('orders', 'script'),
    edge('other', 'shop'),
    edge('invoices', 'ledger'),
  ],
};

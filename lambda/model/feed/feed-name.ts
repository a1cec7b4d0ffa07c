/**
 * A label or name as the feed writes it, in snake case: `Account Id` is `account_id`, `customerID` is `customer_id`,
 * `Asset/Inventory Item` is `asset_inventory_item`. What is in snake case stays as it is.
 */
export function feedName(label: string): string {
  return label
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

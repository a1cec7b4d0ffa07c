/** The name of a schema's file below docs/reference/schemas: `Order Item` and `event` are `order-item.event.json`. */
export function schemaFile(name: string, of?: 'event' | 'feed'): string {
  const kebab = name
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .replaceAll(' ', '-')
    .toLowerCase();
  return of === undefined ? `${kebab}.json` : `${kebab}.${of}.json`;
}

import { TaskDesk } from './task-desk.ts';

/** The customers of a busy desk. */
export const CUSTOMERS = ['1', '2', '3', '4'];

/** Four customers, of whom some are in segments that give every task something to do. */
export async function busyDesk(kind: 'memory' | 'dynamodb' = 'memory'): Promise<TaskDesk> {
  const desk = new TaskDesk(kind);
  const { crm } = desk;
  const criteria = [{ property: 'customerClass', operator: 'IS', values: ['GOLD'] }];
  const strata = [{ stratumId: 'ALL', from: '0' }];
  await crm.putSegment('deleted', { status: 'DELETED', promotionDealIds: ['D'] });
  await crm.putSegment('inactive', { status: 'INACTIVE', inactiveSince: '2025-01-01' });
  await crm.putSegment('gold', { segmentType: 'UNSTRATIFIED', criteria });
  await crm.putSegment('tiers', { segmentType: 'STRATIFIED', metric: 'totalSalesAmount', strata });
  await crm.putSegment('given', {
    promotionDealIds: ['P'],
    franchisees: [{ franchiseeId: 77 }],
    offer: { offerId: 'O' },
  });
  for (const id of CUSTOMERS) {
    const segment = ['deleted', 'inactive', 'given'].map((segmentId) => ({ segmentId }));
    const customerClass = Number(id) % 2 === 0 ? 'GOLD' : 'SILVER';
    await crm.putCustomer(id, { customerClass, customerSegments: { segment } });
  }
  return desk;
}

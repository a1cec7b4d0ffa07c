import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambda/adapters/dynamodb/attribute-value.ts';
import { itemDepth, itemSize } from '../../lambda/adapters/dynamodb/item-size.ts';

/** DynamoDB's largest item. */
export const MAX_ITEM_BYTES = 400 * 1024;

/** Throws ValidationException when something is wrong. */
export function refuse(wrong: boolean, message: string): void {
  if (wrong) throw failed('ValidationException', message);
}

/** Throws ValidationException for an item that DynamoDB cannot hold. */
export function refuseItem(item: Item | undefined): void {
  if (item === undefined) return;
  refuse(itemSize(item) > MAX_ITEM_BYTES, 'Item size has exceeded the maximum allowed size');
  refuse(itemDepth(item) > 32, 'Nesting Levels have exceeded supported limits');
}

/** An error of DynamoDB. */
export function failed(name: string, message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name,
    message,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
}

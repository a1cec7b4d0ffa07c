/**
 * Objects and lists inside one another in a value of any form. DynamoDB takes 32 levels in an item (Developer Guide,
 * "Quotas": nested attribute depth); two of them are the field and an object around the value.
 */
export const MAX_NESTING = 30;

/** UTF-16 units in a key: at up to 3 bytes each, within the 64 KB that DynamoDB gives to a name. */
export const MAX_KEY_LENGTH = 16_384;

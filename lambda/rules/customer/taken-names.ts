import type { FieldError } from '../../domain/app-error.ts';
import { childPointer, isJsonArray, isJsonObject, type JsonObject } from '../../domain/json.ts';
import { alternateKeyName, cardName, type TakenName } from './customer-names.ts';

/** What is wrong with cards and alternate keys that others have. `pointer`: where the request has the customer's fields. */
export function takenNameErrors(
  taken: readonly TakenName[],
  { body, pointer = '' }: { body: JsonObject; pointer?: string },
): readonly FieldError[] {
  return taken.map(({ name, bearer }) => {
    const what = name.kind === 'Instrument' ? 'a card' : 'an alternate key';
    const detail = `is ${what} of customer ${JSON.stringify(bearer)}; nobody else can have it`;
    return { pointer: pointer + placeOf(name, body), detail };
  });
}

function placeOf(name: TakenName['name'], body: JsonObject): string {
  const cards = isJsonObject(body.customerCards) ? body.customerCards.instrument : undefined;
  const [list, place, nameOf] =
    name.kind === 'Instrument'
      ? [cards, '/customerCards/instrument', (card: JsonObject) => cardName(String(card.cardNumber))]
      : [body.alternateKey, '/alternateKey', alternateKeyName];
  const entries = isJsonArray(list) ? list : [];
  const index = entries.findIndex((entry) => isJsonObject(entry) && nameOf(entry).name === name.name);
  return index < 0 ? '' : childPointer(place, index);
}

import { exactNumber } from '../domain/json.ts';
import { RECORD_ATTRIBUTES } from '../domain/record.ts';
import { keptNumberText } from '../model/number-texts.ts';
import type { AttributeValue, Image } from './contract.ts';

/** Texts of numbers by the steps of their places: each step leads to further ones, or to a text. */
interface Texts {
  text?: string | undefined;
  readonly further: Map<string, Texts>;
}

/**
 * The image with its numbers in the texts in which they came (1325.00), where these are still true: DynamoDB drops zeros at the end and
 * writes exponents out. An image that keeps no texts is given back as it is, at once.
 */
export function withKeptTexts(image: Image): Image {
  const kept = image[RECORD_ATTRIBUTES.numberTexts];
  if (kept === undefined) return image;
  const texts: Texts = { further: new Map() };
  for (const [pointer, value] of Object.entries(kept.M ?? {}))
    if (pointer.startsWith('/')) placeOf(texts, pointer).text = value.S;
  return replaced({ M: image }, texts).M ?? image;
}

function placeOf(texts: Texts, pointer: string): Texts {
  let place = texts;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = place.further.get(name) ?? { further: new Map() };
    place.further.set(name, next);
    place = next;
  }
  return place;
}

function replaced(value: AttributeValue, { text, further }: Texts): AttributeValue {
  if (value.N !== undefined) return text === undefined ? value : { N: keptText(value.N, text) };
  if (further.size === 0) return value;
  if (value.L !== undefined)
    return { L: value.L.map((element, index) => step(element, further.get(String(index)))) };
  if (value.M === undefined) return value;
  return {
    M: Object.fromEntries(Object.entries(value.M).map(([name, one]) => [name, step(one, further.get(name))])),
  };
}

function step(value: AttributeValue, texts: Texts | undefined): AttributeValue {
  return texts === undefined ? value : replaced(value, texts);
}

function keptText(digits: string, text: string): string {
  try {
    return keptNumberText(exactNumber(digits), text);
  } catch {
    // No number: rendering says so.
    return digits;
  }
}

import type { FieldError } from '../domain/app-error.ts';
import { childPointer } from '../domain/json.ts';

const MAX_ERRORS = 100;
const MAX_POINTER_LENGTH = 2_000;

/** Where in a document: the way from the root, last step first. Undefined: the root. */
export type Place = { readonly parent: Place; readonly step: string | number } | undefined;

/** What is wrong with a document: the first 100 findings, and how many more there are. */
export class Findings {
  readonly #errors: FieldError[] = [];
  #count = 0;

  /** `detail` is only asked for when the finding is kept. */
  add(place: Place, detail: () => string): void {
    this.#count += 1;
    if (this.#count <= MAX_ERRORS) this.#errors.push({ pointer: pointerOf(place), detail: detail() });
  }

  errors(): readonly FieldError[] {
    const more = this.#count - this.#errors.length;
    if (more === 0) return this.#errors;
    const detail = `${more} more ${more === 1 ? 'error' : 'errors'}; correct these ${MAX_ERRORS} first`;
    return [...this.#errors, { pointer: '', detail }];
  }
}

/** The pointer to a place, or, where that is long, to the nearest thing around it that has a shorter one. */
function pointerOf(place: Place): string {
  const steps: (string | number)[] = [];
  for (let at = place; at !== undefined; at = at.parent) steps.push(at.step);
  let pointer = '';
  for (const step of steps.reverse()) {
    const next = childPointer(pointer, step);
    if (next.length > MAX_POINTER_LENGTH) break;
    pointer = next;
  }
  return pointer;
}

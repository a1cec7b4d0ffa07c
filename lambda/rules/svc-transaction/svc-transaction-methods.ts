import type { CommitContext, IdBlock } from '../../domain/commit.ts';
import { isJsonNumber, type JsonObject } from '../../domain/json.ts';
import { wholeNumber } from '../../domain/number.ts';
import { utcDay } from '../../domain/timestamp.ts';
import { INSTRUMENT_TRANSITIONS } from '../../model/instrument-transitions.ts';
import type { ServiceOperation } from '../../model/service-operation.ts';
import {
  ACTIVATE_INSTRUMENT,
  DEACTIVATE_INSTRUMENT,
  GENERATE_CARD,
  GENERATE_MULTIPLE_CARDS,
  REPLACE,
  UNBLOCK_TENDER_ACCOUNT,
} from '../../model/svc-transaction-operations.ts';
import { cardsOf } from '../customer/customer-lists.ts';
import { customerOwner, requiredCustomer } from '../customer/standing-customer.ts';
import { refused } from '../refused.ts';
import type { PreparedCommand, ServiceMethod } from '../service-method.ts';
import { cardDescription, givenBalance, nextStatus, refuseExpired } from './card-changes.ts';
import { cardHolder, type HeldCard, heldCard } from './held-card.ts';
import { newCardNumbers } from './new-card-numbers.ts';
import { planCards } from './plan-cards.ts';
import { replaceCard } from './replace-card.ts';

/** What a method makes of a card that is there, and with what. */
interface CardWork extends HeldCard {
  readonly body: JsonObject;
  readonly context: CommitContext;
}

/** The cards that stand in the place of the one there was. */
interface CardOutcome {
  /** The card as it will be. */
  readonly card: JsonObject;
  /** A new card behind all others. */
  readonly successor?: JsonObject;
  readonly ids?: readonly IdBlock[];
}

/** A method that works on one card of whichever customer has it. */
function cardMethod(operation: ServiceOperation, work: (work: CardWork) => CardOutcome): ServiceMethod {
  return {
    ...operation,
    async prepare({ body, reader }): Promise<PreparedCommand> {
      const holder = await cardHolder(reader, body);
      let cardNumbers: readonly string[] = [];
      return {
        owners: [customerOwner(holder)],
        async plan(context) {
          const held = await heldCard(context.reader, { body, holder });
          const { card, successor, ids } = work({ ...held, body, context });
          cardNumbers = [card, ...(successor === undefined ? [] : [successor])].map(numberOf);
          const others = cardsOf(held.customer.body).map((other) => (other === held.card ? card : other));
          const cards = successor === undefined ? others : [...others, successor];
          const isNamed = typeof body.replacementCardNumber === 'string';
          const pointer = isNamed ? '/replacementCardNumber' : undefined;
          return planCards(context, { customer: held.customer, cards, pointer, ...(ids && { ids }) });
        },
        details: () => ({ customerID: holder, cardNumbers }),
      };
    },
  };
}

function numberOf({ cardNumber }: JsonObject): string {
  return String(cardNumber);
}

const activateInstrument = cardMethod(ACTIVATE_INSTRUMENT, ({ card, body, context }) => {
  const statusCode = nextStatus('activateInstrument', card);
  const today = utcDay(context.now);
  const expirationDate = body.expirationDate ?? card.expirationDate ?? null;
  refuseExpired({ expirationDate }, { today, pointer: '/expirationDate' });
  return {
    card: {
      ...card,
      ...givenBalance(body, card),
      expirationDate,
      statusCode,
      activationDate: today,
      deactivationDate: null,
      reasonCode: body.reasonCode ?? null,
    },
  };
});

const deactivateInstrument = cardMethod(DEACTIVATE_INSTRUMENT, ({ card, body, context }) => {
  const statusCode = nextStatus('deactivateInstrument', card);
  const deactivationDate = utcDay(context.now);
  return { card: { ...card, statusCode, deactivationDate, reasonCode: body.reasonCode ?? null } };
});

const unblockTenderAccount = cardMethod(UNBLOCK_TENDER_ACCOUNT, ({ card, context }) => {
  const statusCode = nextStatus('unblockTenderAccount', card);
  refuseExpired(card, { today: utcDay(context.now), pointer: '/cardNumber' });
  return { card: { ...card, statusCode, reasonCode: null } };
});

const replace = cardMethod(REPLACE, replaceCard);

/** A method that makes as many new cards for a customer as the request asks for. */
function cardMaker(operation: ServiceOperation, quantityOf: (body: JsonObject) => number): ServiceMethod {
  return {
    ...operation,
    async prepare({ body }): Promise<PreparedCommand> {
      const customerID = String(body.customerID);
      const quantity = quantityOf(body);
      let cardNumbers: readonly string[] = [];
      return {
        owners: [customerOwner(customerID)],
        async plan(context) {
          const customer = await requiredCustomer(context.reader, { customerID, pointer: '/customerID' });
          const today = utcDay(context.now);
          refuseExpired(body, { today, pointer: '/expirationDate' });
          const block = context.newIds(quantity);
          const about = { ...cardDescription(body), ...givenBalance(body, {}), issueDate: today };
          const statusCode = INSTRUMENT_TRANSITIONS.generateCard.to;
          cardNumbers = newCardNumbers(block);
          const made = cardNumbers.map((cardNumber) => ({ cardNumber, statusCode, ...about }));
          if (body.primaryFlag === true && quantity > 1)
            throw refused('/primaryFlag', 'only one card of a customer can be the primary one');
          const standing = cardsOf(customer.body).map((card) =>
            body.primaryFlag === true && card.primaryFlag === true ? { ...card, primaryFlag: false } : card,
          );
          return planCards(context, { customer, cards: [...standing, ...made], ids: [block] });
        },
        details: () => ({ customerID, cardNumbers }),
      };
    },
  };
}

const generateCard = cardMaker(GENERATE_CARD, () => 1);

const generateMultipleCards = cardMaker(GENERATE_MULTIPLE_CARDS, ({ quantity }) =>
  isJsonNumber(quantity) ? Number(wholeNumber(quantity.rawJSON) ?? 1n) : 1,
);

/** The methods of the service SVC Transaction, in the order of table H-1. */
export const SVC_TRANSACTION_METHODS: readonly ServiceMethod[] = [
  activateInstrument,
  deactivateInstrument,
  generateCard,
  generateMultipleCards,
  replace,
  unblockTenderAccount,
];

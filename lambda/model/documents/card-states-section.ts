import { INSTRUMENT_TRANSITIONS, type InstrumentTransition } from '../instrument-transitions.ts';

/** The state machine of a card as a section of Markdown: what each method of SVC Transaction makes of it. */
export function cardStatesSection(): readonly string[] {
  const transitions: readonly (readonly [string, InstrumentTransition])[] =
    Object.entries(INSTRUMENT_TRANSITIONS);
  return [
    '',
    '## States of a card',
    '',
    'What the methods of SVC Transaction make of a card (`customerCards`). What is not in the table is refused, and changes nothing;',
    'nothing leaves REPLACED and CLOSED.',
    '',
    '| method | from | to | what it does |',
    '| --- | --- | --- | --- |',
    ...transitions.map(([method, { from, to, description }]) => {
      const before = from.length === 0 ? 'a new card' : from.join(', ');
      return `| \`${method}\` | ${before} | ${to} | ${description} |`;
    }),
  ];
}

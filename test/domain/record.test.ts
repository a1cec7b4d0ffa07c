import { INTERNAL_ATTRIBUTES, sortKey, textField } from '../../lambda/domain/record.ts';

describe('a record', () => {
  it('has its type and id as its sort key', () => {
    expect(sortKey({ type: 'Order Item', id: '77405618597879915' })).toBe('Order Item#77405618597879915');
  });

  it('gives a label only when it is a text', () => {
    const fields = { Name: '00001237', Package: null, id: JSON.rawJSON('77405618597879914') };
    expect(textField(fields, 'Name')).toBe('00001237');
    expect(textField(fields, 'Package')).toBeUndefined();
    expect(textField(fields, 'id')).toBeUndefined();
    expect(textField(fields, 'Absent')).toBeUndefined();
  });

  it('keeps its key, its end and its suffixes to itself, and streams tick and transaction', () => {
    expect(INTERNAL_ATTRIBUTES).toEqual([
      '_owner',
      '_key',
      '_deleted',
      '_expires',
      '_id_suffixes',
      '_number_texts',
      '_listed',
      '_summary_year',
    ]);
  });
});

import { stringifyJson } from '../../lambda/domain/json.ts';
import {
  globalKey,
  item,
  jsonTextOf,
  memoryStore,
  OrderDesk,
  order,
  plainOf,
  refusalOf,
} from '../support/order-desk.ts';

describe('a catalog record that is put', () => {
  it('is inserted, then replaced, and keeps the time when it was made', async () => {
    const desk = new OrderDesk();
    const key = { owner: 'Product Specification#7', type: 'Product Specification', id: '7' };
    const inserted = await desk.specification(7, [], { description: 'old' });
    const [before] = await desk.store.records([key]);
    const replaced = await desk.specification(7);
    const [after] = await desk.store.records([key]);
    expect(plainOf(inserted.answer)).toEqual({
      transactionId: expect.any(String),
      changes: [{ action: 'insert', objectType: 'Product Specification', id: 7, owner: key.owner, tick: 1 }],
    });
    expect(plainOf(replaced.answer)).toMatchObject({ changes: [{ action: 'update', tick: 2 }] });
    expect(after?.fields).toMatchObject({
      Created: before?.fields.Created,
      'Object Type': 'Product Specification',
    });
    expect(after?.fields.Modified).not.toBe(before?.fields.Modified);
    expect(after?.fields.Description).toBeUndefined();
  });

  it('keeps all 19 digits of its id and of those it decomposes into', async () => {
    const desk = new OrderDesk();
    const [id, below] = ['9223372036854775807', '4412964684870431366'];
    await desk.put(below, jsonTextOf(`{"name":"Below","globalKey":"below"}`));
    const { answer } = await desk.put(
      id,
      jsonTextOf(`{"name":"Top","globalKey":"top","decomposesInto":[${below}]}`),
    );
    expect(stringifyJson(answer)).toContain(`"id":${id}`);
    const [record] = await desk.store.records([
      { owner: `Product Specification#${id}`, type: 'Product Specification', id },
    ]);
    expect(stringifyJson(record?.fields['Decomposes Into'] ?? null)).toBe(`[${below}]`);
    expect(stringifyJson(record?.fields.id ?? null)).toBe(id);
  });

  it.each(['0', '007', '12345678901234567890', '1.5', '-1', 'x', ''])(
    'is refused under the id %j',
    async (id) => {
      const { code } = await refusalOf(new OrderDesk().put(id, jsonTextOf('{"name":"x","globalKey":"x"}')));
      expect(code).toBe('VALIDATION_FAILED');
    },
  );

  it('is refused for a global key that another one of its type has', async () => {
    const desk = new OrderDesk();
    await desk.specification(7);
    await desk.plan(7, { globalKey: globalKey(7) });
    const { code, errors } = await refusalOf(desk.specification(8, [], { globalKey: globalKey(7) }));
    expect(code).toBe('RULE_VIOLATED');
    expect(errors).toEqual({
      '/globalKey':
        'key-of-7 is the global key of Product Specification 7; no two records of a type share one',
    });
  });

  it('frees the global key that it had when it takes another', async () => {
    const desk = new OrderDesk();
    await desk.specification(7);
    await desk.specification(7, [], { globalKey: 'other' });
    await desk.specification(8, [], { globalKey: globalKey(7) });
    expect((await refusalOf(desk.specification(9, [], { globalKey: 'other' }))).code).toBe('RULE_VIOLATED');
  });

  it('is refused for what it refers to and is not there, twice or itself, all at once', async () => {
    const desk = new OrderDesk();
    await desk.specification(1);
    const { errors } = await refusalOf(desk.specification(7, [1, 2, 1, 7], { planDefinitionId: 3 }));
    expect(errors).toEqual({
      '/decomposesInto/1':
        'there is no Product Specification 2; put it first, by PUT /catalog/product-specifications/2',
      '/decomposesInto/2': '1 stands twice: it is also at /decomposesInto/0',
      '/decomposesInto/3': '7 is the record itself; leave it out',
      '/planDefinitionId': 'there is no Plan Definition 3; put it first, by PUT /catalog/plan-definitions/3',
    });
  });

  it('is refused when it would decompose into itself through others', async () => {
    const desk = new OrderDesk();
    for (const [number, into] of [
      [1, []],
      [2, [1]],
      [3, [2]],
      [4, []],
    ] as const)
      await desk.specification(number, into);
    const { errors } = await refusalOf(desk.specification(1, [4, 3]));
    expect(Object.keys(errors)).toEqual(['/decomposesInto/1']);
    await desk.specification(1, [4]);
  });

  it('closes no circle together with another one that is put at the same time', async () => {
    const desk = new OrderDesk();
    for (const number of [1, 2, 3]) await desk.specification(number);
    const outcomes = await Promise.allSettled([
      desk.specification(1, [2]),
      desk.specification(2, [3]),
      desk.specification(3, [1]),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ code: 'RULE_VIOLATED' });
  });
});

describe('a catalog record that is deleted', () => {
  it('is gone, with its global key, and can be put anew', async () => {
    const desk = new OrderDesk();
    await desk.specification(7);
    const { answer } = await desk.removeSpecification(7);
    expect(plainOf(answer)).toMatchObject({ changes: [{ action: 'delete', id: 7, tick: 2 }] });
    expect((await refusalOf(desk.removeSpecification(7))).code).toBe('NOT_FOUND');
    await desk.specification(8, [], { globalKey: globalKey(7) });
    await desk.specification(7, [], { globalKey: 'new' });
    await desk.removeSpecification(7);
  });

  it('is refused while others refer to it', async () => {
    const desk = new OrderDesk();
    await desk.plan(3);
    await desk.specification(1);
    await desk.specification(2, [1], { planDefinitionId: 3 });
    await desk.specification(4, [1]);
    expect(await refusalOf(desk.removeSpecification(1))).toEqual({
      code: 'RULE_VIOLATED',
      errors: {
        '': 'Product Specification 1 is used by 2 records of the catalog; what is used cannot be deleted',
      },
    });
    expect((await refusalOf(desk.removePlan(3))).code).toBe('RULE_VIOLATED');
    await desk.specification(2);
    await desk.removeSpecification(4);
    await desk.removeSpecification(1);
    await desk.removePlan(3);
  });

  it('is refused once an order has used it, downstream or by its plan too', async () => {
    const desk = new OrderDesk();
    await desk.plan(3);
    await desk.specification(1);
    await desk.specification(2, [1], { planDefinitionId: 3 });
    await desk.submit(order(1, { orderItems: [item(1, 1, { specifiedBy: { globalKey: globalKey(2) } })] }));
    await desk.specification(2);
    for (const command of [desk.removeSpecification(1), desk.removeSpecification(2), desk.removePlan(3)]) {
      const { errors } = await refusalOf(command);
      expect(errors['']).toContain('is used by orders that have been submitted');
    }
  });

  it('can be ordered again when it has been deleted and put anew', async () => {
    const desk = new OrderDesk();
    await desk.specification(7);
    await desk.removeSpecification(7);
    const ordered = (number: number) =>
      order(number, { orderItems: [item(number, 1, { specifiedBy: { globalKey: globalKey(7) } })] });
    expect((await refusalOf(desk.submit(ordered(1)))).code).toBe('RULE_VIOLATED');
    await desk.specification(7);
    await desk.submit(ordered(1), ordered(2));
    expect((await refusalOf(desk.removeSpecification(7))).code).toBe('RULE_VIOLATED');
  });

  it('is either ordered or deleted when both are tried at the same time', async () => {
    for (const deleteFirst of [true, false]) {
      const desk = new OrderDesk();
      await desk.specification(7);
      const orderItems = [item(1, 1, { specifiedBy: { globalKey: globalKey(7) } })];
      const commands = [() => desk.removeSpecification(7), () => desk.submit(order(1, { orderItems }))];
      const started = (deleteFirst ? commands : commands.reverse()).map((command) => command());
      const outcomes = await Promise.allSettled<unknown>(started);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
      expect(refused).toHaveLength(1);
      expect(refused[0]).toMatchObject({ code: 'RULE_VIOLATED' });
    }
  });

  it('writes nothing to a product that has been ordered before', async () => {
    const store = memoryStore();
    const desk = new OrderDesk(store);
    await desk.specification(7);
    const ordered = (number: number) =>
      order(number, { orderItems: [item(number, 1, { specifiedBy: { globalKey: globalKey(7) } })] });
    await desk.submit(ordered(1));
    const changes = store.changes().length;
    await desk.submit(ordered(2));
    const owners = store
      .changes()
      .slice(changes)
      .map(({ newImage }) => newImage?._owner);
    expect(new Set(owners)).toEqual(new Set(['0014R00002gbHwT']));
  });

  it('lets many accounts order many new products at the same time', async () => {
    const desk = new OrderDesk();
    const products = Array.from({ length: 8 }, (_, place) => place + 1);
    for (const product of products) await desk.specification(product);
    const orders = products.map((first) =>
      order(first, {
        accountId: `0014R0000${String(first).padStart(6, '0')}`,
        orderItems: products
          .slice(0, first)
          .map((product) => item(first, product, { specifiedBy: { globalKey: globalKey(product) } })),
      }),
    );
    const outcomes = await Promise.allSettled(orders.map((each) => desk.submit(each)));
    expect(outcomes.map(({ status }) => status)).toEqual(products.map(() => 'fulfilled'));
  });
});

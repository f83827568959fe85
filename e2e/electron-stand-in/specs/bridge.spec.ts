import { expect } from '@playwright/test';
import { host, test } from './fixture.ts';

test.describe(`the bridge between page and main process (${host})`, () => {
  test('carries what structured clone can carry, and refuses the rest', async ({ page }) => {
    const rows = await page.evaluate(async () => {
      const show = (value: unknown): string => {
        const kind = Object.prototype.toString.call(value).slice(8, -1);
        if (value instanceof Error) return `${value.name}: ${value.message}`;
        if (value instanceof Map || value instanceof Set) return `${kind} ${JSON.stringify([...value])}`;
        if (value instanceof ArrayBuffer) return `${kind} ${value.byteLength}`;
        if (ArrayBuffer.isView(value)) return `${kind} ${Array.from(value as Uint8Array).join()}`;
        if (typeof value === 'bigint') return `bigint ${value}`;
        if (value instanceof Date) return `${kind} ${value.getTime()}`;
        if (typeof value === 'object' && value !== null) return JSON.stringify(value);
        return Object.is(value, -0) ? '-0' : String(value);
      };
      const values: Record<string, unknown> = {
        date: new Date(3),
        map: new Map([['a', 1]]),
        set: new Set([1, 2]),
        regexp: /a+/gi,
        bytes: new Uint8Array([9, 8]),
        floats: new Float64Array([1.5]),
        buffer: new ArrayBuffer(2),
        notANumber: Number.NaN,
        infinite: Number.NEGATIVE_INFINITY,
        minusZero: -0,
        nothing: undefined,
        none: null,
        big: 12n,
        nested: { list: [1, { deep: 'ä' }] },
        function: () => 1,
      };
      const answers: Record<string, string> = {};
      for (const [name, value] of Object.entries(values)) {
        answers[name] = await globalThis.fixture.echo(value).then(show, (error: Error) => error.message);
      }
      const circle: Record<string, unknown> = {};
      circle.self = circle;
      const back = (await globalThis.fixture.echo(circle)) as typeof circle;
      answers.circle = String(back.self === back);
      return answers;
    });
    expect(rows).toEqual({
      date: 'Date 3',
      map: 'Map [["a",1]]',
      set: 'Set [1,2]',
      regexp: '{}',
      bytes: 'Uint8Array 9,8',
      floats: 'Float64Array 1.5',
      buffer: 'ArrayBuffer 2',
      notANumber: 'NaN',
      infinite: '-Infinity',
      minusZero: '-0',
      nothing: 'undefined',
      none: 'null',
      big: 'bigint 12',
      nested: '{"list":[1,{"deep":"ä"}]}',
      function: 'An object could not be cloned.',
      circle: 'true',
    });
  });

  test('tells the handler which frame asks', async ({ page }) => {
    expect(await page.evaluate(() => globalThis.fixture.who())).toEqual({
      url: 'app://fixture/index.html',
      origin: 'app://fixture',
      isMainFrame: true,
    });
  });

  test("words a handler's failure and a missing handler as Electron does", async ({ page }) => {
    const [failed, unheard] = await page.evaluate(() =>
      Promise.all(
        [globalThis.fixture.fail(), globalThis.fixture.unheard()].map((call) =>
          call.then(String, (error: Error) => `${error.name} ${error.message}`),
        ),
      ),
    );
    expect(failed).toBe("Error Error invoking remote method 'fail': RangeError: too far");
    expect(unheard).toBe(
      "Error Error invoking remote method 'nobody-handles-this': Error: No handler registered for 'nobody-handles-this'",
    );
  });

  test('brings messages both ways until the listener is removed', async ({ page }) => {
    const heard = await page.evaluate(async () => {
      const texts: string[] = [];
      const once = (text: string): Promise<void> =>
        new Promise((resolve) => {
          const end = globalThis.fixture.onHeard((answer) => {
            texts.push(answer);
            end();
            resolve();
          });
          globalThis.fixture.shout(text);
        });
      await once('first');
      await once('second');
      return texts;
    });
    expect(heard).toEqual(['FIRST', 'SECOND']);
  });

  test('keeps of an error only its message', async ({ page }) => {
    const error = await page.evaluate(() => {
      try {
        globalThis.fixture.breakHere();
        return undefined;
      } catch (caught) {
        const { name, message, code } = caught as Error & { code?: string };
        return { name, message, code };
      }
    });
    expect(error).toEqual({ name: 'Error', message: 'broken here' });
  });

  test('lets the page hand functions to the preload, and gives it frozen ones', async ({ page }) => {
    const seen = await page.evaluate(() => ({
      answer: globalThis.fixture.call((value) => ({ got: value }), [1, new Date(5)]),
      frozen: Object.isFrozen(globalThis.fixture) && Object.isFrozen(globalThis.fixture.call),
    }));
    expect(seen).toEqual({ answer: { got: [1, new Date(5)] }, frozen: true });
  });

  test("keeps the preload's world apart from the page's", async ({ page }) => {
    const seen = await page.evaluate(() => ({
      variableOfThePage: globalThis.fixture.pageVariable(),
      require: typeof (globalThis as Record<string, unknown>).require,
      ours: Object.getOwnPropertyNames(globalThis).filter((name) => /standin|world$/i.test(name)),
    }));
    expect(seen).toEqual({ variableOfThePage: 'undefined', require: 'undefined', ours: [] });
  });

  test('refuses to expose a name twice', async ({ page }) => {
    await expect(page.evaluate(() => globalThis.fixture.exposeAgain())).rejects.toThrow(
      'Cannot bind an API on top of an existing property on the window object',
    );
  });

  test('is there again after a reload', async ({ page }) => {
    await page.reload();
    expect(await page.evaluate(() => globalThis.fixture.echo(7))).toBe(7);
  });

  test('is out of reach for a frame inside the page', async ({ page }) => {
    const kinds = await page.evaluate(async () => {
      const frame = (source: string): Promise<Window> =>
        new Promise((resolve) => {
          const element = document.createElement('iframe');
          element.onload = () => resolve(element.contentWindow as Window);
          element.src = source;
          document.body.append(element);
        });
      const blank = await frame('about:blank');
      const own = await frame('index.html');
      return [blank, own].map((inner) => typeof (inner as unknown as typeof globalThis).fixture);
    });
    expect(kinds).toEqual(['undefined', 'undefined']);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DemoServer } from '../demo/server.ts';
import { type CommandTest, type CommandWorld, openCommandWorld } from './testing/command-world.ts';
import type { Place } from './testing/place.ts';

let world: CommandWorld;
let convene: DemoServer;
let place: Place;
let signIn: CommandTest['signIn'];
beforeAll(async () => {
  world = await openCommandWorld('memory');
});
beforeEach(async () => {
  ({ place, convene, signIn } = await world.fresh());
  await signIn();
  await place.run(['keys', 'create', 'Windsurf'], { showsToken: true });
});
afterAll(() => world.close());

const names = (): string[] => convene.keys().map(({ name }) => name);
const rename = (...args: string[]) => place.run(['device', 'rename', ...args]);

describe('device', () => {
  it('says what this computer is called', async () => {
    expect(await place.run(['device'])).toMatchObject({ status: 0, out: 'Market office laptop\n' });
  });

  it('rename renames it, and tells each key', async () => {
    const { status, out } = await rename('Till by the door');
    expect(status).toBe(0);
    expect(out).toContain('This computer is now called “Till by the door”.\n');
    expect(out).toContain(
      '“Windsurf on Market office laptop” is now “Windsurf on Till by the door” in Quince Street Market.',
    );
    expect(names()).toContain('Windsurf on Till by the door');
    expect((await place.run(['device'])).out).toBe('Till by the door\n');
  });

  it('rename makes new keys carry the new name', async () => {
    await rename('Till by the door');
    await place.run(['keys', 'create', 'Gemini'], { showsToken: true });
    expect(names()).toContain('Gemini on Till by the door');
  });

  it('rename says which keys keep their names, where the server can’t rename', async () => {
    convene.faults.add({ kind: 'answer', status: 404, body: '{}', method: 'PATCH', times: 10 });
    const { status, out } = await rename('Till by the door');
    expect(status).toBe(0);
    expect(out).toContain(
      '“Windsurf on Market office laptop” in Quince Street Market keeps its name: Convene can’t rename keys there.',
    );
    expect(out).toContain('signed-in devices may still say “Market office laptop”');
  });

  it('rename refuses the name of another device, and changes nothing', async () => {
    convene.createKey('Cursor on Stall 9');
    const { status, err } = await rename('Stall 9');
    expect(status).toBe(2);
    expect(err).toContain('Another device is called “Stall 9” already.');
    expect(names()).toContain('Windsurf on Market office laptop');
  });

  it('rename that Convene didn’t hear of says that it goes on, and a second try finishes it', async () => {
    convene.faults.add({ kind: 'close', method: 'PATCH', times: 1 });
    const first = await rename('Till by the door');
    expect(first.status).toBe(4);
    expect(first.err).toContain('That is finished by itself');
    expect((await rename('Till by the door')).status).toBe(0);
    expect(names()).toContain('Windsurf on Till by the door');
  });
});
